// @ts-check
import { act, showLinked } from './acts.js';
import { classMap, guard, html, nothing, View } from './view.js';
import { banner, bannerStyles } from './banner.js';
import './composer.js';
import { Desk } from './desk.js';
import { dialogStyles } from './dialogs.js';
import { entry, entryState, entryStyles } from './entry.js';
import { header, headerStyles } from './header.js';
import { keyPressed } from './keys.js';
import './log-view.js';
import { loadMarkdown } from './markdown.js';
import { browser, keep, recall } from './memory.js';
import { moderationStyles } from './moderation.js';
import { panelStyles } from './panel-styles.js';
import { peoplePanel, roomsPanel } from './panels.js';
import { settingsStyles } from './settings.js';
import { shareStyles } from './share.js';
import { Sheets } from './sheets.js';
import { shellStyles } from './shell-styles.js';
import { switcherStyles } from './switcher.js';
import { base, faces, theme } from './theme.js';

/** From this width on the people stand beside the messages, in pixels; the style sheet says the same. */
const WIDE = 1040;

/**
 * `<netty-chat room="lobby" server="https://chat.example/">`: the whole chat.
 *
 * Attributes: `room` to begin in; `server`, the address of a chat's page, by default where this script came from;
 * `theme` light, dark or auto; `locked`, to stay in its room. Colours, font and radius follow the custom properties
 * `--netty-chat-accent`, `-on-accent`, `-signal`, `-background`, `-panel`, `-surface`, `-own`, `-text`, `-text-soft`,
 * `-line`, `-font`, `-radius`. Elements of one page that talk to one server share one connection.
 *
 * Event: `room-change` with `detail` = {room}.
 */
export class NettyChat extends View {
  static properties = {
    room: {},
    server: {},
    theme: { reflect: true },
    locked: { type: Boolean },
    /** Whether this element is the page: then title, icon and keys of the page are its own. */
    page: { attribute: false },
    dialog: { state: true },
    peopleHidden: { state: true },
  };

  static styles = [
    theme, base, faces, panelStyles, shellStyles, headerStyles, bannerStyles, entryStyles, dialogStyles, settingsStyles, shareStyles,
    switcherStyles, moderationStyles,
  ];

  /** Makes the element known to the page. @param {URL} home the server it talks to unless told otherwise */
  static define(home) {
    NettyChat.home = home;
    if (!customElements.get('netty-chat')) customElements.define('netty-chat', NettyChat);
  }

  static home = new URL('.', globalThis.document?.baseURI ?? 'http://localhost/');

  constructor() {
    super();
    this.room = 'lobby';
    this.server = '';
    this.theme = 'auto';
    this.locked = false;
    this.page = false;
    /** @type {import('./sheets.js').Dialog} */
    this.dialog = '';
    this.peopleHidden = recall(browser, 'people-hidden', false);
  }

  /** @type {Desk} */
  #desk = /** @type {any} */ (undefined);
  #keysOff = new AbortController();
  #seqWanted = 0;
  #focusWanted = true;
  #sheets = new Sheets(this);

  connectedCallback() {
    super.connectedCallback();
    const here = (this.#keysOff = new AbortController());
    // The page sets its own properties after the element is made: begin when they are there, and where it stays.
    queueMicrotask(() => !here.signal.aborted && this.#begin());
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#keysOff.abort();
    this.#desk?.close();
  }

  #begin() {
    this.#desk = new Desk(this, this.server ? new URL(this.server, document.baseURI) : NettyChat.home);
    const { signal } = this.#keysOff;
    (this.page ? document : this).addEventListener('keydown', (event) => {
      if (keyPressed(event, this, this.#desk)) event.preventDefault();
    }, { signal });
    if (this.page) this.setTheme(recall(browser, 'theme', 'auto'));
    this.#desk.begin();
    this.requestUpdate();
  }

  firstUpdated() {
    // What draws text is fetched while the name is typed: later the server may be away.
    loadMarkdown().then(() => this.#desk?.changed());
  }

  async scheduleUpdate() {
    if (this.hasUpdated) await View.onFrame();
    super.scheduleUpdate();
  }

  willUpdate() {
    this.#sheets.turn(this.#desk?.end ? 'end' : this.dialog);
  }

  updated(changed) {
    this.#sheets.show();
    if (this.#focusWanted) this.#focus();
    if (changed.has('room')) this.renderRoot.querySelector('.room.current')?.scrollIntoView({ block: 'nearest' });
    if (this.#seqWanted && this.#desk?.log?.joined) {
      if (this.#log) showLinked(this.#log, this.#seqWanted, this.#desk);
      this.#seqWanted = 0;
    }
    if (this.page && this.#desk) this.#badge();
  }

  render() {
    const desk = this.#desk;
    if (!desk) return nothing;
    return html`${desk.entered ? this.#shell(desk) : this.#entry(desk)}${this.#sheets.render(desk)}
      <div class="toast" role="status">${desk.toast}</div>`;
  }

  /** Goes to a room, and to a message in it. @param {string} room @param {number} [seq] */
  go(room, seq = 0) {
    this.#seqWanted = seq;
    this.dialog = '';
    if (room !== this.room) {
      const before = this.#desk?.log;
      if (before) before.divider = -1;
      this.#desk?.attention.turn();
      this.room = room;
      this.dispatchEvent(new CustomEvent('room-change', { detail: { room } }));
    }
    if (this.#desk?.entered) this.#desk.enter(room);
    this.wantFocus();
    if (this.hasUpdated) this.performUpdate(); // not with the next frame: what is typed from here on is meant for the room
  }

  /** The field to write in gets the focus with the next drawing, where that does not bring up a keyboard of glass. */
  wantFocus() {
    this.#focusWanted = true;
    this.requestUpdate();
  }

  /** @returns {import('./log-view.js').LogView | null} */
  get #log() {
    return this.renderRoot.querySelector('netty-chat-log');
  }

  #entry(desk) {
    const state = entryState(desk, this.room);
    return entry(state, (event) => {
      event.preventDefault();
      if (state.settled) return;
      const name = String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get('name')).trim();
      if (name) desk.connect(name);
      else desk.error = 'Please enter a name.';
      this.wantFocus();
      this.performUpdate(); // not with the next frame: what is typed from here on is not the name
    });
  }

  #shell(desk) {
    const { chat, log } = desk;
    const me = { user: chat.user, name: chat.name };
    const rooms = desk.rooms;
    const on = {
      go: (/** @type {string} */ room) => this.go(room),
      leave: (/** @type {string} */ room) => this.leave(room),
      switcher: () => (this.dialog = 'rooms'),
      rename: () => (this.dialog = 'rename'),
      share: () => (this.dialog = 'share'),
      settings: () => (this.dialog = 'settings'),
      people: () => this.#people(),
      nextUnread: () => this.nextUnread(),
      retry: () => chat.connection.retryNow(),
      stay: () => chat.stay(),
      resume: () => desk.resume(),
      enter: () => desk.enter(this.room),
    };
    const state = {
      room: this.room,
      count: log?.count ?? 0,
      online: chat.state === 'online',
      elsewhere: rooms.reduce((sum, room) => sum + (room.current ? 0 : room.unread), 0),
      locked: this.locked,
      peopleShown: !this.peopleHidden,
    };
    return html`<div class=${classMap({ shell: true, 'with-people': !this.peopleHidden })}>
      ${roomsPanel({ rooms, me, locked: this.locked }, on)}
      <div class="talk">
        ${header(state, on)}
        ${banner(chat, { idleUntil: desk.idleUntil, now: Date.now(), ended: desk.end !== null, shut: desk.shut }, on)}
        <netty-chat-log .chat=${chat} .room=${this.room} .version=${desk.version}
          @log-seen=${() => desk.attention.seen()} @log-act=${(event) => act(event.detail, this, desk, this.#sheets)}></netty-chat-log>
        <netty-chat-composer .room=${this.room} .draft=${desk.kept.drafts.get(this.room) ?? ''} .limit=${chat.limits.text}
          .members=${log?.members ?? []} .pausedUntil=${chat.outbox.pausedUntil} .shut=${desk.shut !== ''}
          @say=${({ detail }) => this.#say(detail)} @typing=${({ detail }) => chat.typing(detail.room)}
          @draft=${({ detail }) => desk.kept.draft(detail.room, detail.text)}></netty-chat-composer>
      </div>
      ${log ? this.#folk(desk, log) : nothing}
    </div>`;
  }

  /** The people beside the messages: in a busy room everything else changes much more often. */
  #folk({ chat }, log) {
    const role = chat.roleIn(this.room);
    const onPerson = role ? this.#sheets.onPerson : undefined;
    return guard([log, log.roster, log.count, chat.user, role], () => peoplePanel(log, chat.user, role, onPerson));
  }

  /** @param {{room: string, text: string}} said */
  #say({ room, text }) {
    const { chat } = this.#desk;
    const log = chat.rooms.get(room);
    if (log) log.divider = -1;
    chat.say(room, text);
    if (room === this.room) this.#log?.toLatest();
  }

  /** The address of the room on the page it belongs to. */
  get address() {
    const page = this.page ? location.href : new URL('.', this.#desk.chat.endpoint.href.replace(/^ws/, 'http')).href;
    return `${page.split('#')[0]}#${encodeURIComponent(this.room)}`;
  }

  /** @param {string} room */
  leave(room) {
    this.#desk.leave(room);
    if (room === this.room) this.go([...this.#desk.chat.rooms.keys()][0] ?? 'lobby');
    else this.requestUpdate();
  }

  /** Goes to the next room with something unread. */
  nextUnread() {
    const room = this.#desk.nextUnread;
    if (room) this.go(room);
  }

  /** Puts text in front of what is being written. @param {string} text */
  write(text) {
    this.renderRoot.querySelector('netty-chat-composer')?.prepend(text);
  }

  /** Whether the newest message of the room is in view, and will be. */
  get atEnd() {
    return this.#log?.atEnd ?? false;
  }

  /** Goes to the newest message. */
  toLatest() {
    this.#log?.toLatest();
  }

  /** @param {string} choice light, dark or auto */
  setTheme(choice) {
    this.theme = choice;
    document.documentElement.dataset.theme = choice;
    keep(browser, 'theme', choice);
  }

  #people() {
    if (this.clientWidth < WIDE) {
      this.dialog = 'people';
    } else {
      this.peopleHidden = !this.peopleHidden;
      keep(browser, 'people-hidden', this.peopleHidden);
    }
  }

  #badge() {
    const { rooms, entered, attention } = this.#desk;
    const unread = entered ? rooms.reduce((sum, room) => sum + room.unread, 0) : 0;
    attention.notifier.badge(unread, rooms.some((room) => room.mentioned), this.room);
  }

  #focus() {
    if (!this.#desk) return;
    this.#focusWanted = false;
    if (this.dialog || this.#desk.end || !this.page || !matchMedia('(hover: hover)').matches) return;
    const composer = this.renderRoot.querySelector('netty-chat-composer');
    const name = this.renderRoot.querySelector('#name');
    if (composer) composer.updateComplete.then(() => composer.focus());
    else if (name instanceof HTMLInputElement) name.focus();
  }
}

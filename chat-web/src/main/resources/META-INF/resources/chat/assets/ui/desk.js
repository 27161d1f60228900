// @ts-check
import { Attention } from './attention.js';
import { endText } from './dialogs.js';
import { loadMarkdown, markdownReady } from './markdown.js';
import { Keepsakes } from './keepsakes.js';
import { browser, clientFor, keep, recall } from './memory.js';

/**
 * What one element knows beyond the connection: which room is looked at, what was begun and not sent, and what has to be
 * said to the user. It draws nothing: it asks its host to.
 */
export class Desk {
  /** @param {import('./netty-chat.js').NettyChat} host @param {string | URL} server */
  constructor(host, server) {
    this.host = host;
    this.chat = clientFor(server);
    this.attention = new Attention(this);
    /** Counted up when something in the room in view has changed. */
    this.version = 0;
    /** Whether the chat is shown; else the name is asked for. */
    this.entered = false;
    this.busy = false;
    this.error = '';
    /** When the server will end the connection for inactivity, milliseconds since the Unix epoch; 0 = not soon. */
    this.idleUntil = 0;
    /** @type {{title: string, text: string} | null} */
    this.end = null;
    this.toast = '';
    /** @type {Map<string, string>} rooms that did not let us in, and why */
    this.refusals = new Map();
    this.kept = new Keepsakes();
    this.#listen();
  }

  #leaving = new AbortController();
  /** How often it was tried to connect: what a later try has replaced says no more. */
  #tries = 0;
  /** @type {any} */
  #ticker = 0;
  /** @type {any} */
  #toastTimer = 0;

  get room() {
    return this.host.room;
  }

  get log() {
    return this.chat.rooms.get(this.room);
  }

  /** Why the room in view is not open to us; empty when it is, or may become so by itself. */
  get shut() {
    return this.log?.removed || (this.refusals.get(this.room) ?? '');
  }

  get name() {
    return this.chat.name || recall(browser, 'name', '');
  }

  /** The rooms one is in, with what is unread. @returns {import('./panels.js').RoomLine[]} */
  get rooms() {
    const names = this.host.locked ? [this.room] : [...this.chat.rooms.keys()];
    return names.map((name) => ({
      name,
      unread: this.chat.rooms.get(name)?.unread ?? 0,
      mentioned: this.attention.mentioned.has(name),
      current: name === this.room,
    }));
  }

  /** A known name goes straight in; so does a reload, with its session. */
  begin() {
    if (this.chat.state === 'online' || this.chat.state === 'reconnecting') {
      this.entered = true;
      this.enter(this.room);
    } else if (this.chat.remembered) {
      this.entered = true;
      this.#connect(() => this.chat.resume());
    } else if (recall(browser, 'name', '')) {
      this.entered = true;
      this.#connect(() => this.chat.connect(recall(browser, 'name', '')), 'It may be you, in another tab.');
    }
  }

  /** @param {string} name */
  connect(name) {
    return this.#connect(() => this.chat.connect(name));
  }

  /** Goes on where the connection was ended. */
  resume() {
    this.end = null;
    return this.#connect(() => this.chat.resume());
  }

  signOut() {
    this.chat.disconnect();
    keep(browser, 'name', '');
    this.host.requestUpdate();
  }

  /** @param {string} room */
  async enter(room) {
    try {
      await this.chat.join(room);
      this.refusals.delete(room);
      this.kept.visited(room);
      this.#keepRooms();
    } catch (error) {
      if (error.code !== 'offline') this.#turnedAway(room, error.message);
    }
    this.changed();
  }

  /** @param {string} room @param {string} reason */
  #turnedAway(room, reason) {
    if (!this.chat.rooms.get(room)?.joined) this.refusals.set(room, reason);
    this.say(`#${room}: ${reason}`);
  }

  /** @param {string} room */
  leave(room) {
    this.chat.leave(room);
    this.refusals.delete(room);
    this.attention.mentioned.delete(room);
    this.#keepRooms();
  }

  /** The next room with something unread, mentions first. */
  get nextUnread() {
    const waiting = this.rooms.filter((room) => room.unread > 0 && !room.current);
    return (waiting.find((room) => room.mentioned) ?? waiting[0])?.name;
  }

  /** Something short that passes. @param {string} text */
  say(text) {
    this.toast = text;
    clearTimeout(this.#toastTimer);
    this.#toastTimer = setTimeout(() => {
      this.toast = '';
      this.host.requestUpdate();
    }, 3500);
    this.host.requestUpdate();
  }

  changed() {
    this.version += 1;
    this.host.requestUpdate();
  }

  close() {
    this.attention.end();
    this.#leaving.abort();
    clearInterval(this.#ticker);
    clearTimeout(this.#toastTimer);
  }

  #listen() {
    const { signal } = this.#leaving;
    const on = (/** @type {string} */ type, /** @type {(detail: any) => void} */ run) =>
      this.chat.addEventListener(type, (event) => run(/** @type {CustomEvent} */ (event).detail), { signal });
    on('state', () => this.#stateChanged());
    on('room', ({ room, what }) => this.#roomChanged(room, what));
    on('message', (message) => this.attention.messageCame(message));
    on('name', ({ name }) => keep(browser, 'name', name));
    on('idle', (idle) => this.#idleChanged(idle));
    on('refused', (refusal) => this.#refused(refusal));
    on('removed', ({ room, reason }) => room !== this.room && this.say(`#${room}: ${reason}`));
    on('nameless', ({ reason }) => this.#rejected(reason));
    on('ended', (end) => this.#ended(end));
    document.addEventListener('visibilitychange', () => this.#looked(), { signal });
  }

  /** @param {() => Promise<unknown>} attempt @param {string} [hint] why the name may be taken */
  async #connect(attempt, hint = '') {
    const mine = ++this.#tries;
    this.busy = true;
    this.error = '';
    for (const room of new Set([...(this.host.page ? this.kept.rooms : []), this.room])) this.enter(room);
    this.host.requestUpdate();
    try {
      await attempt();
      this.entered = true;
      this.host.wantFocus();
    } catch (error) {
      if (mine !== this.#tries) return;
      if (['bad_name', 'name_taken', 'forbidden', 'rate_limited'].includes(error.code)) {
        this.#rejected(error.code === 'name_taken' ? `${error.message} ${hint}` : error.message);
      }
    }
    this.busy = false;
    this.changed();
  }

  /** @param {string} reason */
  #rejected(reason) {
    this.entered = false;
    this.error = reason;
    this.host.wantFocus();
    this.host.requestUpdate();
  }

  #stateChanged() {
    const { state } = this.chat;
    if (state === 'online') {
      this.end = null;
      this.idleUntil = 0;
      if (!this.entered) this.#follow();
      if (!markdownReady()) loadMarkdown().then(() => this.changed());
    } else if (state === 'offline' && this.chat.name === '') {
      this.entered = false; // left for good, here or in another element of the page
      this.kept.clear();
    }
    this.#tick();
    this.changed();
  }

  /** Another element of the page has connected for all of them. */
  #follow() {
    this.entered = true;
    this.error = '';
    this.enter(this.room);
  }

  /** @param {string} room @param {string} what */
  #roomChanged(room, what) {
    if (what === 'read') this.attention.mentioned.delete(room);
    // Not when it has been drawn: until then it would be counted as unread.
    if (what === 'message' && room === this.room && this.host.atEnd) this.attention.seen();
    if (what === 'typing') setTimeout(() => this.changed(), 6100);
    this.changed();
  }

  /** @param {{seconds: number} | null} idle */
  #idleChanged(idle) {
    this.idleUntil = idle ? Date.now() + idle.seconds * 1000 : 0;
    this.#tick();
    this.host.requestUpdate();
  }

  /** @param {{code: string, reason: string, room?: string}} refusal */
  #refused({ code, reason, room }) {
    if (code !== 'rate_limited') this.say(room ? `#${room}: ${reason}` : reason);
    this.changed();
  }

  /** @param {{code: string, reason: string}} end */
  #ended(end) {
    this.end = endText(end, this.chat.limits.idle);
    this.idleUntil = 0;
    this.host.dialog = '';
    this.host.requestUpdate();
  }

  #looked() {
    if (document.visibilityState === 'hidden') this.attention.turn();
    this.changed();
  }

  /** Countdowns move while there is one. */
  #tick() {
    clearInterval(this.#ticker);
    const { state } = this.chat;
    if (this.idleUntil > 0 || state === 'reconnecting' || state === 'connecting') {
      this.#ticker = setInterval(() => this.host.requestUpdate(), 500);
    }
  }

  #keepRooms() {
    if (this.host.page) this.kept.rooms = [...this.chat.rooms.keys()];
  }
}

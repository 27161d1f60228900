// @ts-check
import { guard, html, nothing, repeat, View } from './view.js';
import { anchorIn, beginning, latest, placeActions, typing, walk } from './log-parts.js';
import { LogWindow } from './log-window.js';
import { logStyles } from './log-styles.js';
import { markdownReady, mentionsOf } from './markdown.js';
import { timelineItem } from './message.js';
import { messageStyles } from './message-styles.js';
import { timeline } from './timeline.js';
import { textStyles } from './text-styles.js';
import { base, faces } from './theme.js';

/** Nearer to the end than this counts as being there, in pixels. */
const NEAR = 30;
/** Nearer to an edge of what is drawn than this, more is drawn or asked for. */
const EDGE = 600;
/** A drawing that takes longer leaves too little of a frame, in milliseconds. */
const HEAVY = 8;

/**
 * The messages of one room.
 *
 * Events: `log-act` with `detail` = {act, seq?, id?, from?, to?}; `log-older`; `log-seen` when the newest message came
 * into view.
 */
export class LogView extends View {
  static properties = {
    chat: { attribute: false },
    room: { attribute: false },
    /** Counted up by the owner when something in the room has changed. */
    version: { attribute: false },
    flash: { attribute: false },
  };

  static styles = [base, faces, logStyles, messageStyles, textStyles];

  constructor() {
    super();
    /** @type {import('../client/chat-client.js').ChatClient} */
    this.chat = /** @type {any} */ (undefined);
    this.room = '';
    this.version = 0;
    this.flash = 0;
  }

  #window = new LogWindow();
  #active = '';
  #asking = false;
  /** @type {{key: string, top: number} | null} */
  #anchor = null;
  #mentions = { of: '', pattern: /** @type {RegExp | null} */ (null) };
  #resize = new ResizeObserver(() => this.#window.atTail && this.#following && this.#toEnd());
  #following = true;
  /** Where the list was scrolled to when last looked at. */
  #top = 0;
  #goal = 0;
  /** Not to draw before this time. */
  #rest = 0;

  get log() {
    return this.chat.rooms.get(this.room);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#resize.disconnect();
  }

  async scheduleUpdate() {
    if (this.hasUpdated) await View.onFrame(this.#rest);
    const begun = performance.now();
    super.scheduleUpdate();
    // After a drawing that took long the page gets as much time for other things, such as keys.
    const end = performance.now();
    this.#rest = end - begun > HEAVY ? end + (end - begun) : 0;
  }

  willUpdate(changed) {
    if (changed.has('room')) {
      this.#window = new LogWindow();
      this.#following = true;
      this.#anchor = null;
      this.#goal = 0;
      return;
    }
    this.#anchor = this.#following ? null : anchorIn(this.renderRoot);
  }

  firstUpdated() {
    this.#resize.observe(this.#scroller);
  }

  updated() {
    const scroller = this.#scroller;
    if (this.#goal) this.#reveal();
    else if (this.#following) this.#toEnd();
    else if (this.#anchor) {
      const kept = this.renderRoot.querySelector(`[data-key="${CSS.escape(this.#anchor.key)}"]`);
      if (kept) scroller.scrollTop += kept.getBoundingClientRect().top - this.#anchor.top;
    }
    placeActions(this.renderRoot);
    this.#seen();
    this.#fillScreen();
  }

  render() {
    const { log, chat } = this;
    if (!log) return html`<div class="scroller" role="log" aria-label="Messages" tabindex="0"></div>`;
    const scene = this.#scene(log);
    const range = this.#window.range(log);
    const drafts = this.#window.atTail ? chat.outbox.inRoom(this.room) : [];
    const me = { user: chat.user, name: chat.name };
    const items = timeline(log, { ...range, drafts, me, isMine: (message) => chat.isMine(message) });
    return html`
      <div class="scroller" role="log" aria-label="Messages" aria-live="polite" aria-relevant="additions" tabindex="0"
          aria-busy=${this.#asking ? 'true' : 'false'} @scroll=${this.#scrolled} @click=${this.#clicked}
          @keydown=${this.#keys} @pointermove=${this.#touched} @pointerleave=${this.#untouched} @focusin=${this.#touched}>
        <div class="list">
          ${range.start === 0 && log.epoch !== undefined && !log.hasOlder ? beginning(log) : nothing}
          ${repeat(items, (item) => item.key, (item) => this.#item(item, scene))}
        </div>
      </div>
      ${this.#following && this.#window.atTail ? nothing : latest(log, this.toLatest)}
      <p class="typing" aria-hidden="true">${typing(log, chat.user)}</p>
    `;
  }

  /** Keeps the reader at the newest message. */
  toLatest() {
    this.#window.follow();
    this.#following = true;
    this.requestUpdate();
  }

  /**
   * Shows the message with this seq, loading what is around it.
   * @param {number} seq
   * @returns {Promise<boolean>} whether there is such a message; fails when the server could not be asked
   */
  async show(seq) {
    const { log } = this;
    if (!log) return false;
    if (!log.at(seq)) await this.chat.history(this.room, { after: Math.max(0, seq - 26), limit: 50 });
    const message = log.at(seq);
    if (!message || message.type === 'deleted') return false;
    this.#following = false;
    this.#window.show(log, seq);
    this.#goal = seq;
    this.flash = seq;
    this.requestUpdate();
    return true;
  }

  /** @returns {HTMLElement} */
  get #scroller() {
    return /** @type {HTMLElement} */ (this.renderRoot.querySelector('.scroller'));
  }

  #scene(log) {
    const all = [...log.members.values(), this.chat.name];
    const of = all.join('\n');
    if (of !== this.#mentions.of) this.#mentions = { of, pattern: mentionsOf(all) };
    const page = location.href.split('#')[0];
    return {
      room: this.room,
      name: this.chat.name,
      reading: { mentions: this.#mentions.pattern, me: this.chat.name.toLowerCase(), page },
      online: this.chat.state === 'online',
      moderates: this.chat.roleIn(this.room) !== '',
      active: this.#active,
      flash: this.flash,
    };
  }

  #item(item, scene) {
    if (item.kind !== 'message') return timelineItem(item, scene);
    const { message, first, last, timed, draft, mine } = item;
    // What a message looks like depends on these only: in a busy room most items are left alone.
    const facts = [
      message.seq, message.text, message.deleted, message.name, first, last, timed, mine, draft?.state, draft && scene.online,
      scene.active === item.key && (scene.moderates ? 2 : 1), scene.flash === message.seq, scene.reading.mentions, markdownReady(),
    ];
    return guard(facts, () => timelineItem(item, scene));
  }

  #toEnd() {
    const scroller = this.#scroller;
    scroller.scrollTop = scroller.scrollHeight;
    this.#top = scroller.scrollTop;
  }

  #reveal() {
    const element = this.renderRoot.querySelector(`[data-seq="${this.#goal}"]`);
    this.#goal = 0;
    if (!(element instanceof HTMLElement)) return;
    element.scrollIntoView({ block: 'center' });
    element.focus({ preventScroll: true });
  }

  #scrolled() {
    const { log } = this;
    const scroller = this.#scroller;
    if (!log || scroller.clientHeight === 0) return;
    const below = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
    const up = scroller.scrollTop < this.#top;
    this.#top = scroller.scrollTop;
    // This event comes up to a frame late: what grew or shrank since then is no sign that the reader left the end.
    if (this.#following && below > NEAR && !up) {
      this.#toEnd();
      return;
    }
    const following = this.#window.atTail && below <= NEAR;
    if (following !== this.#following) {
      this.#following = following;
      if (following) this.#window.follow();
      else this.#window.hold(log);
      this.requestUpdate();
    }
    if (!following && below < EDGE && this.#window.down(log)) this.requestUpdate();
    if (scroller.scrollTop < EDGE) this.#older(log);
    this.#seen();
  }

  #older(log) {
    if (this.#asking) return;
    if (this.#window.up(log)) {
      this.requestUpdate();
    } else if (log.hasOlder && log.joined) {
      this.#asking = true;
      const before = log.messages[0].seq;
      this.chat
        .history(this.room, { before, limit: 100 })
        .then(() => this.#window.up(log), () => {})
        .finally(() => {
          this.#asking = false;
          this.requestUpdate();
        });
      this.requestUpdate();
    }
  }

  /** A list shorter than the screen cannot be scrolled, so it would never ask for more. */
  #fillScreen() {
    const { log } = this;
    const scroller = this.#scroller;
    if (log?.joined && scroller.clientHeight > 0 && scroller.scrollHeight <= scroller.clientHeight) this.#older(log);
  }

  #seen() {
    if (this.#following && this.#window.atTail) this.dispatchEvent(new CustomEvent('log-seen'));
  }

  #touched(event) {
    // A message that scrolls under a resting pointer was not pointed at.
    const still = event.movementX === 0 && event.movementY === 0;
    if (event.type === 'pointermove' && (event.pointerType !== 'mouse' || still)) return;
    const key = event.target.closest?.('.msg')?.dataset.key ?? '';
    if (key === this.#active) return;
    this.#active = key;
    this.requestUpdate();
  }

  #untouched() {
    this.#active = '';
    this.requestUpdate();
  }

  #clicked(event) {
    const button = event.target.closest?.('[data-act]');
    if (!button) return;
    const { act, seq, id, from, to } = button.dataset;
    const detail = { act, id, seq: Number(seq), from: Number(from), to: Number(to) };
    this.dispatchEvent(new CustomEvent('log-act', { detail }));
  }

  /** Up and down go from message to message, Escape to the newest. @param {KeyboardEvent} event */
  #keys(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Escape') this.toLatest();
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    if (walk(this.renderRoot, event.target, event.key === 'ArrowUp' ? -1 : 1)) event.preventDefault();
  }
}

customElements.define('netty-chat-log', LogView);


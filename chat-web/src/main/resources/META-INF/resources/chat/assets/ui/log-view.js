// @ts-check
import { guard, html, nothing, repeat, View } from './view.js';
import { beginning, latest, placeActions, typing, walk } from './log-parts.js';
import { Place, scrollerIn } from './log-place.js';
import { logStyles } from './log-styles.js';
import { markdownReady, mentionsOf } from './markdown.js';
import { timelineItem } from './message.js';
import { messageStyles } from './message-styles.js';
import { timeline } from './timeline.js';
import { textStyles } from './text-styles.js';
import { base, faces } from './theme.js';

/** Nearer to an edge of what is drawn than this, more is drawn or asked for. */
const EDGE = 600;
/** So long after a page of history was refused it is asked for again, in milliseconds. */
const AGAIN = 2000;
/** A drawing that takes longer leaves too little of a frame, in milliseconds. */
const HEAVY = 8;

/**
 * The messages of one room.
 *
 * Events: `log-act` with `detail` = {act, seq?, id?, from?, to?}; `log-seen` when the newest message came into view.
 */
export class LogView extends View {
  static properties = {
    chat: { attribute: false },
    room: { attribute: false },
    /** Counted up by the owner when something in the room has changed. */
    version: { attribute: false },
  };

  static styles = [base, faces, logStyles, messageStyles, textStyles];

  constructor() {
    super();
    /** @type {import('../client/chat-client.js').ChatClient} */
    this.chat = /** @type {any} */ (undefined);
    this.room = '';
    this.version = 0;
  }

  #here = new Place(undefined);
  #active = '';
  #mentions = { of: '', pattern: /** @type {RegExp | null} */ (null) };
  #resize = new ResizeObserver(() => this.#place.resized(this.renderRoot));
  /** @type {Element | null} */
  #watched = null;
  /** Not to draw before this time. */
  #rest = 0;

  get log() {
    return this.chat.rooms.get(this.room);
  }

  /** Where the reader is in the room that was turned to, which may be drawn with the next frame only. */
  get #place() {
    const { log } = this;
    if (this.#here.log !== log) this.#here = new Place(log);
    return this.#here;
  }

  connectedCallback() {
    super.connectedCallback();
    if (this.hasUpdated) this.requestUpdate(); // it was moved within its page
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#resize.disconnect();
    this.#watched = null;
  }

  async scheduleUpdate() {
    if (this.hasUpdated) await View.onFrame(this.#rest);
    const begun = performance.now();
    super.scheduleUpdate();
    // After a drawing that took long the page gets as much time for other things, such as keys.
    const end = performance.now();
    this.#rest = end - begun > HEAVY ? end + (end - begun) : 0;
  }

  willUpdate() {
    this.#place.look(this.renderRoot);
  }

  updated() {
    this.#watch(scrollerIn(this.renderRoot));
    this.#place.keep(this.renderRoot);
    placeActions(this.renderRoot);
    this.#seen();
    this.#older();
  }

  render() {
    const { log, chat } = this;
    if (!log) return html`<div class="scroller" role="log" aria-label="Messages" tabindex="0"></div>`;
    const place = this.#place;
    const scene = this.#scene(log);
    const range = place.window.range(log);
    const drafts = place.window.atTail ? chat.outbox.inRoom(this.room) : [];
    const me = { user: chat.user, name: chat.name };
    const items = timeline(log, { ...range, drafts, me, isMine: (message) => chat.isMine(message) });
    return html`
      <div class="scroller" role="log" aria-label="Messages" aria-live="polite" aria-relevant="additions" tabindex="0"
          aria-busy=${place.asking ? 'true' : 'false'} @scroll=${this.#scrolled} @click=${this.#clicked}
          @keydown=${this.#keys} @pointermove=${this.#touched} @pointerleave=${this.#untouched} @focusin=${this.#touched}
          @focusout=${this.#left}>
        <div class="list">
          ${range.start === 0 && log.epoch !== undefined && !log.hasOlder ? beginning(log) : nothing}
          ${repeat(items, (item) => item.key, (item) => this.#item(item, scene))}
        </div>
      </div>
      ${place.atEnd ? nothing : latest(log, this.toLatest)}
      <p class="typing" aria-hidden="true">${typing(log, chat.user)}</p>
    `;
  }

  /** Whether the newest message is in view, and will be. */
  get atEnd() {
    return this.hasUpdated && this.#place.drawn && this.#place.atEnd;
  }

  /** Keeps the reader at the newest message. */
  toLatest() {
    this.#place.toEnd();
    this.requestUpdate();
  }

  /**
   * Shows the message with this seq, loading what is around it.
   * @param {number} seq
   * @returns {Promise<boolean>} false when there is no such message; fails when the server could not be asked
   */
  async show(seq) {
    const { log } = this;
    if (!log) return false;
    const place = this.#place;
    const wished = place.wish();
    if (!log.at(seq)) await this.chat.history(this.room, { after: Math.max(0, seq - 26), limit: 50 });
    if (place !== this.#place || !wished()) return true; // the reader has turned elsewhere
    const message = log.at(seq);
    if (!message || message.type === 'deleted') return false;
    place.goTo(seq);
    this.requestUpdate();
    return true;
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
      flash: this.#place.flash,
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

  #scrolled() {
    const { log } = this;
    const place = this.#place;
    const scroller = scrollerIn(this.renderRoot);
    if (!log || !place.drawn || scroller.clientHeight === 0) return;
    if (place.scrolled(this.renderRoot)) this.requestUpdate();
    const below = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
    if (!place.atEnd && below < EDGE && place.window.down(log)) this.requestUpdate();
    this.#older();
    this.#seen();
  }

  /** Near its upper end the list needs more, whether it was scrolled there or is shorter than the screen. */
  #older() {
    const { log } = this;
    const place = this.#place;
    const scroller = scrollerIn(this.renderRoot);
    if (!log?.joined || place.asking || scroller.clientHeight === 0 || scroller.scrollTop >= EDGE) return;
    if (place.up()) this.requestUpdate();
    else if (log.hasOlder && place.window.range(log).start === 0) this.#ask(log, place);
  }

  /** @param {import('../client/room-log.js').RoomLog} log @param {Place} place */
  async #ask(log, place) {
    const before = log.messages[0].seq;
    place.asking = true;
    this.requestUpdate();
    try {
      await this.chat.history(this.room, { before, limit: 100 });
      place.up();
    } catch (error) {
      // Who is at the very top cannot scroll any further to ask again.
      await new Promise((resolve) => setTimeout(resolve, error.retryAfter ?? AGAIN));
    }
    place.asking = false;
    this.requestUpdate();
  }

  /** @param {Element} scroller another one than before when the room was not there before */
  #watch(scroller) {
    if (scroller === this.#watched) return;
    this.#resize.disconnect();
    this.#resize.observe(scroller);
    this.#watched = scroller;
  }

  #seen() {
    if (this.#place.atEnd) this.dispatchEvent(new CustomEvent('log-seen'));
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

  /** The focus goes elsewhere. @param {FocusEvent} event */
  #left({ currentTarget, relatedTarget }) {
    if (!(/** @type {Element} */ (currentTarget).contains(/** @type {Node | null} */ (relatedTarget)))) this.#untouched();
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


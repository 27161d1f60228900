// @ts-check
import { anchorIn } from './log-parts.js';
import { LogWindow } from './log-window.js';

/** Nearer to the end than this counts as being there, in pixels. */
const NEAR = 30;

/**
 * Where the reader is in one room: at the newest message and following it, or somewhere above and to be left there. Each
 * room that is turned to gets a new one, so that what was asked for in another room and comes late moves nothing here.
 */
export class Place {
  /** @param {import('../client/room-log.js').RoomLog | undefined} log */
  constructor(log) {
    this.log = log;
    this.window = new LogWindow();
    /** Whether the reader is kept at the newest message. */
    this.following = true;
    /** Whether older messages have been asked for. */
    this.asking = false;
    /** The seq of the message to point out; 0 = none. */
    this.flash = 0;
  }

  /** Where the list was scrolled to when last looked at; -1 = it has not been drawn. */
  #top = -1;
  /** The seq of the message to bring into view with the next drawing. */
  #goal = 0;
  /** @type {{key: string, top: number} | null} */
  #anchor = null;
  /** Counted up with each wish of the reader: a later one stands. */
  #wishes = 0;

  /** Whether the newest message is in view, and will be. */
  get atEnd() {
    return this.following && this.window.atTail;
  }

  /** Whether the list shows this room by now, and not the one before. */
  get drawn() {
    return this.#top >= 0;
  }

  /** Follows the newest message. */
  toEnd() {
    this.#wishes += 1;
    this.#goal = 0;
    this.window.follow();
    this.following = true;
  }

  /** The reader wishes to be elsewhere. @returns {() => boolean} whether that is still the last wish */
  wish() {
    const mine = ++this.#wishes;
    return () => mine === this.#wishes;
  }

  /** Goes to a message that is in the log. @param {number} seq */
  goTo(seq) {
    if (!this.log) return;
    this.following = false;
    this.window.show(this.log, seq);
    this.#goal = this.flash = seq;
  }

  /** Draws older messages too. @returns {boolean} whether there are any here */
  up() {
    return this.log !== undefined && this.window.up(this.log, this.atEnd);
  }

  /** The list is about to be drawn anew. @param {ParentNode} root */
  look(root) {
    this.#anchor = this.following ? null : anchorIn(root);
  }

  /** The list has another size. @param {ParentNode} root */
  resized(root) {
    if (this.drawn && !this.#goal) this.keep(root);
  }

  /** The list was drawn, or has another size: what was in view stays there. @param {ParentNode} root */
  keep(root) {
    const scroller = scrollerIn(root);
    if (this.#goal) this.#reveal(root);
    else if (this.following) scroller.scrollTop = scroller.scrollHeight;
    else if (this.#anchor) {
      const kept = root.querySelector(`[data-key="${CSS.escape(this.#anchor.key)}"]`);
      if (kept) scroller.scrollTop += kept.getBoundingClientRect().top - this.#anchor.top;
    }
    this.#top = scroller.scrollTop;
  }

  /**
   * The list was scrolled.
   * @param {ParentNode} root
   * @returns {boolean} whether it has to be drawn anew for that
   */
  scrolled(root) {
    const { log, window } = this;
    const scroller = scrollerIn(root);
    if (!log) return false;
    const below = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
    const up = scroller.scrollTop < this.#top;
    this.#top = scroller.scrollTop;
    // This event comes up to a frame late: what grew or shrank since then is no sign that the reader left the end.
    if (this.following && below > NEAR && !up) {
      this.keep(root);
      return false;
    }
    const following = window.atTail && below <= NEAR;
    if (!following) this.#anchor = anchorIn(root);
    if (following === this.following) return false;
    this.following = following;
    if (following) window.follow();
    else window.hold(log);
    return true;
  }

  /** @param {ParentNode} root */
  #reveal(root) {
    const element = root.querySelector(`[data-seq="${this.#goal}"]`);
    this.#goal = 0;
    if (!(element instanceof HTMLElement)) return;
    element.scrollIntoView({ block: 'center' });
    element.focus({ preventScroll: true });
    this.#anchor = anchorIn(root);
  }
}

/** @param {ParentNode} root */
export function scrollerIn(root) {
  return /** @type {HTMLElement} */ (root.querySelector('.scroller'));
}

// @ts-check

/** How many messages are drawn at first, how many are added at a time, and how many there may be. */
const SIZE = 60;
const STEP = 50;
const MOST = 250;

/**
 * Which part of the log is drawn. It follows the newest message, or stays where the reader is; what arrives meanwhile
 * waits below. Its ends are kept as messages, not as indexes, so that pages of history do not move it, wherever they
 * are put in.
 *
 * @typedef {import('../client/room-log.js').RoomLog} RoomLog
 * @typedef {import('../client/room-log.js').Message} Message
 */
export class LogWindow {
  constructor() {
    /** @type {Message | null} the first message drawn; null: as many as are drawn at first */
    this.first = null;
    /** @type {Message | null} the last message drawn; null: the newest there is */
    this.last = null;
  }

  /** Whether the newest message is drawn. */
  get atTail() {
    return this.last === null;
  }

  /**
   * @param {RoomLog} log
   * @returns {{start: number, end: number}} indexes over past and present messages
   */
  range(log) {
    const last = this.last === null ? -1 : indexOf(log, this.last);
    const end = last < 0 ? total(log) : last + 1;
    const first = this.first === null ? -1 : indexOf(log, this.first);
    if (first < 0) return { start: Math.max(0, end - SIZE), end };
    // Where the newest message is drawn more and more come below.
    return { start: Math.max(Math.min(first, end - 1), this.last === null ? end - MOST : 0), end };
  }

  /** Follows the newest message again. */
  follow() {
    this.first = this.last = null;
  }

  /** Stays where it is, whatever arrives. @param {RoomLog} log */
  hold(log) {
    const { start, end } = this.range(log);
    if (this.last === null && end > start) this.#set(log, start, end);
  }

  /**
   * Shows older messages.
   * @param {RoomLog} log
   * @param {boolean} [following] the reader is at the newest message and stays there
   * @returns {boolean} whether there are any here
   */
  up(log, following = false) {
    if (!following) this.hold(log);
    const { start, end } = this.range(log);
    if (start === 0 || (following && end - start >= MOST)) return false;
    const wanted = Math.max(0, start - STEP);
    if (following) this.first = at(log, wanted);
    else this.#set(log, wanted, Math.min(end, Math.max(wanted + MOST, start + 1)));
    return true;
  }

  /** Shows newer messages. @param {RoomLog} log @returns {boolean} whether there were any */
  down(log) {
    if (this.last === null) return false;
    const { start, end } = this.range(log);
    const wanted = Math.min(total(log), end + STEP);
    this.#set(log, Math.max(start, wanted - MOST), wanted);
    if (wanted === total(log)) this.last = null;
    return wanted > end;
  }

  /** Brings one message into view. @param {RoomLog} log @param {number} seq */
  show(log, seq) {
    const message = log.at(seq);
    if (!message) return;
    const index = indexOf(log, message);
    this.#set(log, Math.max(0, index - STEP), Math.min(total(log), index + 1 + STEP));
  }

  /** @param {RoomLog} log @param {number} start @param {number} end */
  #set(log, start, end) {
    this.first = at(log, start);
    this.last = at(log, end - 1);
  }
}

/** @param {RoomLog} log */
const total = (log) => log.past.length + log.messages.length;

/** @param {RoomLog} log @param {number} index */
function at(log, index) {
  return index < log.past.length ? log.past[index] : log.messages[index - log.past.length];
}

/** @param {RoomLog} log @param {Message} message @returns {number} -1 when it is no longer kept */
function indexOf(log, message) {
  const index = log.indexOf(message);
  if (index >= 0) return log.past.length + index;
  const past = log.past.indexOf(message);
  return past;
}

// @ts-check

/** How many messages are drawn at first, how many are added at a time, and how many there may be. */
const SIZE = 100;
const STEP = 50;
const MOST = 250;

/**
 * Which part of the log is drawn. It follows the newest message, or stays where the reader is; what arrives meanwhile
 * waits below. The end is kept as a message, not as an index, so that pages of history put in above do not move it.
 */
export class LogWindow {
  constructor() {
    this.size = SIZE;
    /** @type {import('../client/room-log.js').Message | null} the last message drawn; null: the newest there is */
    this.last = null;
  }

  /** Whether the newest message is drawn. */
  get atTail() {
    return this.last === null;
  }

  /**
   * @param {import('../client/room-log.js').RoomLog} log
   * @returns {{start: number, end: number}} indexes over past and present messages
   */
  range(log) {
    const end = this.last === null ? total(log) : indexOf(log, this.last) + 1;
    return { start: Math.max(0, end - this.size), end };
  }

  /** Follows the newest message again. */
  follow() {
    this.last = null;
    this.size = SIZE;
  }

  /** Stays where it is, whatever arrives. @param {import('../client/room-log.js').RoomLog} log */
  hold(log) {
    if (this.last === null && total(log) > 0) this.last = at(log, total(log) - 1);
  }

  /** Shows older messages. @param {import('../client/room-log.js').RoomLog} log @returns {boolean} whether there are any here */
  up(log) {
    const { start, end } = this.range(log);
    if (start === 0) return false;
    if (this.size < MOST) this.size += STEP;
    else this.last = at(log, end - 1 - STEP);
    return true;
  }

  /** Shows newer messages. @param {import('../client/room-log.js').RoomLog} log @returns {boolean} whether there were any */
  down(log) {
    if (this.last === null) return false;
    const { end } = this.range(log);
    const next = Math.min(total(log), end + STEP);
    this.size = Math.min(MOST, this.size + next - end);
    this.last = next >= total(log) ? null : at(log, next - 1);
    return next > end;
  }

  /** Brings one message into view. @param {import('../client/room-log.js').RoomLog} log @param {number} seq */
  show(log, seq) {
    const message = log.at(seq);
    if (!message) return;
    const index = indexOf(log, message);
    const end = Math.min(total(log), index + 1 + STEP / 2);
    this.size = SIZE;
    this.last = end === total(log) ? null : at(log, end - 1);
  }
}

/** @param {import('../client/room-log.js').RoomLog} log */
const total = (log) => log.past.length + log.messages.length;

/** @param {import('../client/room-log.js').RoomLog} log @param {number} index */
function at(log, index) {
  return index < log.past.length ? log.past[index] : log.messages[index - log.past.length];
}

/** @param {import('../client/room-log.js').RoomLog} log @param {import('../client/room-log.js').Message} message */
function indexOf(log, message) {
  const index = log.indexOf(message);
  if (index >= 0) return log.past.length + index;
  const past = log.past.indexOf(message);
  return past >= 0 ? past : total(log) - 1;
}

// @ts-check
import { Outbox } from './outbox.js';

/**
 * @typedef {import('./room-log.js').Message} Message
 * @typedef {import('./outbox.js').Draft} Draft
 */

/** Brings what was written into the log of its room: once, in order, however often the connection breaks. */
export class Delivery {
  /**
   * @param {Outbox} outbox
   * @param {object} road
   * @param {(frame: any) => boolean} road.send false while there is no connection
   * @param {(type: string, detail: unknown) => void} road.emit
   * @param {(room: string) => boolean} road.ready whether the room has been joined
   * @param {(room: string) => string} road.removed why the server has taken us out of the room, or an empty text
   * @param {(room: string) => boolean} road.enterAgain joins a room that the server has forgotten us in
   * @param {(room: string) => void} road.changed
   */
  constructor(outbox, road) {
    this.outbox = outbox;
    this.road = road;
  }

  /** @type {any} */
  #timer = 0;

  /** @param {string} room @param {string} text @returns {Draft} */
  say(room, text) {
    const draft = this.outbox.add(room, cleanText(text));
    this.road.changed(room);
    this.flush();
    return draft;
  }

  /** Sends a failed message again, with its old id. @param {string} id */
  retry(id) {
    const draft = this.outbox.get(id);
    if (!draft) return;
    this.outbox.requeue(id);
    this.road.changed(draft.room);
    this.flush();
  }

  /** Gives a failed message up. @param {string} id */
  discard(id) {
    const draft = this.outbox.get(id);
    if (!draft) return;
    this.outbox.settle(id);
    this.road.changed(draft.room);
  }

  /** Sends the next message, if the time has come. */
  flush() {
    clearTimeout(this.#timer);
    this.#giveUp();
    const wait = this.outbox.pausedUntil - Date.now();
    if (wait > 0) {
      this.#timer = setTimeout(() => this.flush(), wait + 10);
      return;
    }
    const draft = this.outbox.next(this.road.ready);
    if (!draft) return;
    const { id, room, text } = draft;
    if (this.road.send({ type: 'message', id, room, text })) this.outbox.sent(id);
  }

  /** What is meant for a room that we were taken out of does not wait for a return that may never come. */
  #giveUp() {
    for (const { id, room, state } of [...this.outbox.drafts]) {
      const reason = state === 'queued' && this.road.removed(room);
      if (!reason) continue;
      this.outbox.fail(id, reason);
      this.road.changed(room);
    }
  }

  /** Our own messages came back: that is their acknowledgement. @param {string[]} ids */
  settle(ids) {
    let settled = false;
    for (const id of ids) settled = this.outbox.settle(id) || settled;
    if (settled) this.flush();
  }

  /** The server did not take it. @param {Draft} draft @param {import('./chat-error.js').ChatError} error */
  refused(draft, { code, message, retryAfter }) {
    const { id, room } = draft;
    // What is forbidden for an hour is no reason to hold back what is said in other rooms.
    if (code === 'rate_limited' || (retryAfter !== undefined && code !== 'forbidden')) {
      this.outbox.requeue(id);
      this.outbox.pause(retryAfter ?? 1000);
      this.road.emit('refused', { code, reason: message, retryAfter, room });
    } else if (code === 'not_joined' && this.road.enterAgain(room)) {
      this.outbox.requeue(id);
    } else {
      this.outbox.fail(id, message);
    }
    this.road.changed(room);
    this.flush();
  }

  /** The connection is gone. */
  rewind() {
    clearTimeout(this.#timer);
    this.outbox.rewind();
  }
}

/** Line ends as one character, and no control characters, which the server refuses. @param {string} text */
export function cleanText(text) {
  return text.replace(/\r\n?/g, '\n').replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '');
}

// @ts-check
import { ChatError } from './chat-error.js';

/** @typedef {import('./room-log.js').Message} Message */

/** What the server says, brought to whom it concerns. */
export class Incoming {
  /**
   * @param {object} parts of the client
   * @param {import('./link.js').Link} parts.link
   * @param {import('./session.js').Session} parts.session
   * @param {import('./rooms.js').Rooms} parts.rooms
   * @param {import('./delivery.js').Delivery} parts.delivery
   * @param {import('./outbox.js').Outbox} parts.outbox
   * @param {(type: string, detail: unknown) => void} parts.emit
   */
  constructor({ link, session, rooms, delivery, outbox, emit }) {
    this.#link = link;
    this.#session = session;
    this.#rooms = rooms;
    this.#delivery = delivery;
    this.#outbox = outbox;
    this.#emit = emit;
  }

  #link;
  #session;
  #rooms;
  #delivery;
  #outbox;
  #emit;

  /** @param {any} frame */
  receive(frame) {
    switch (frame.type) {
      case 'joined':
        this.#rooms.joined(frame);
        this.#settle(frame.messages ?? []);
        this.#link.requests.answer(frame);
        return this.#delivery.flush();
      case 'message':
        this.#settle([frame]);
        return this.#rooms.entry(frame);
      case 'deleted':
        this.#rooms.entry(frame);
        return this.#link.requests.answer(frame);
      case 'ack':
        return this.#ack(frame);
      case 'presence':
        this.#link.renamed(frame.renamed ?? []);
        return this.#rooms.presence(frame);
      case 'left':
        this.#rooms.left(frame);
        this.#link.requests.answer(frame);
        return this.#delivery.flush();
      case 'mod':
        this.#rooms.moderated(frame, this.#session.user);
        return this.#link.requests.answer(frame);
      case 'typing':
        return this.#rooms.typing(frame);
      case 'gap':
        return this.#rooms.changed(frame.room, 'gap');
      case 'error':
        return this.#error(frame);
      default:
        return this.#link.requests.answer(frame);
    }
  }

  /** @param {Message[]} messages */
  #settle(messages) {
    this.#delivery.settle(messages.flatMap((message) => (message.id && this.#session.wrote(message) ? [message.id] : [])));
  }

  /** It was in the log already: the earlier try had gone through. @param {any} frame */
  #ack(frame) {
    const draft = this.#outbox.get(frame.id);
    if (!draft) return this.#link.requests.answer(frame);
    const { room, text, id } = draft;
    this.#delivery.settle([id]);
    this.#rooms.entry({ room, text, id, seq: frame.seq, time: frame.time, user: this.#session.user, name: this.#session.name });
  }

  /** @param {any} frame */
  #error(frame) {
    const error = new ChatError(frame.code, frame.reason ?? frame.code, frame.retryAfter);
    const draft = frame.id ? this.#outbox.get(frame.id) : undefined;
    if (draft) return this.#delivery.refused(draft, error);
    if (this.#link.requests.answer(frame, error)) return;
    if (!this.#rooms.refused(frame.id, error)) return this.#emit('refused', frame);
    this.#delivery.flush();
  }
}

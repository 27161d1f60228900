// @ts-check
import { ChatError } from './chat-error.js';

/** How long a request may wait for its answer, in milliseconds. */
const TIMEOUT = 15_000;

/** Questions to the server that wait for their answers, told apart by `id`. */
export class Requests {
  /** @param {(frame: any) => boolean} send whether it could be handed to the socket */
  constructor(send) {
    this.send = send;
  }

  /** @type {Map<string, {resolve: (frame: any) => void, reject: (error: Error) => void, timer: any}>} */
  #open = new Map();

  /** @param {any} frame with its id @returns {Promise<any>} the reply; fails with a {@link ChatError} */
  ask(frame) {
    return new Promise((resolve, reject) => {
      if (!this.send(frame)) {
        reject(new ChatError('offline', 'There is no connection.'));
        return;
      }
      const timer = setTimeout(() => {
        this.#open.delete(frame.id);
        reject(new ChatError('timeout', 'The server did not answer.'));
      }, TIMEOUT);
      this.#open.set(frame.id, { resolve, reject, timer });
    });
  }

  /** @param {any} frame @param {Error} [error] @returns {boolean} whether anybody had asked */
  answer(frame, error) {
    const request = this.#open.get(frame.id);
    if (!request) return false;
    clearTimeout(request.timer);
    this.#open.delete(frame.id);
    if (error) request.reject(error);
    else request.resolve(frame);
    return true;
  }

  /** The connection is gone, and no answer will come. */
  failAll() {
    for (const [id] of this.#open) this.answer({ id }, new ChatError('offline', 'The connection was lost.'));
  }
}

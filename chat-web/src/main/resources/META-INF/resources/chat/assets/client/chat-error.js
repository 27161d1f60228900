// @ts-check

/** A refusal of the server. `code` is its machine-readable slug, the message is for a human. */
export class ChatError extends Error {
  /** @param {string} code @param {string} reason @param {number} [retryAfter] milliseconds */
  constructor(code, reason, retryAfter) {
    super(reason);
    this.name = 'ChatError';
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

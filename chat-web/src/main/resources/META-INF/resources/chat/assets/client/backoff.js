// @ts-check

/**
 * Waiting times between attempts: exponential with full jitter, so that the clients of a server that went away do
 * not all come back in the same moment.
 */
export class Backoff {
  /** @param {{base?: number, cap?: number, floor?: number, random?: () => number}} [options] times in milliseconds */
  constructor({ base = 500, cap = 10_000, floor = 100, random = Math.random } = {}) {
    this.base = base;
    this.cap = cap;
    this.floor = floor;
    this.random = random;
    /** How many waits have been handed out since the last reset. */
    this.attempt = 0;
  }

  /** The next wait in milliseconds. */
  next() {
    const ceiling = Math.min(this.cap, this.base * 2 ** this.attempt);
    this.attempt += 1;
    return Math.max(this.floor, Math.round(this.random() * ceiling));
  }

  reset() {
    this.attempt = 0;
  }
}

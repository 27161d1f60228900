// @ts-check

/**
 * @typedef {object} Draft a message on its way
 * @property {string} id   stays the same however often it is sent, so that the server can tell a repeat
 * @property {string} room
 * @property {string} text
 * @property {number} time when it was written, milliseconds since the Unix epoch
 * @property {'queued' | 'sent' | 'failed'} state
 * @property {string} [reason] why it failed, for a human
 */

/** A request id within the alphabet of the protocol: 22 characters, 128 bits. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/**
 * What was written and is not yet known to be in the log. It outlives the socket and a reload of the page.
 *
 * Strictly in order: {@link next} gives the oldest message, and nothing while one is under way, so that no message
 * can overtake one that was refused for the moment.
 */
export class Outbox {
  /**
   * @param {string} [key] under which it is kept
   * @param {Storage | null} [storage] kept in memory only when there is none
   */
  constructor(key = 'outbox', storage = null) {
    this.key = key;
    this.storage = storage;
    /** @type {Draft[]} */
    this.drafts = this.#load();
    /** No message is sent before this time (milliseconds since the Unix epoch): the server asked us to wait. */
    this.pausedUntil = 0;
  }

  /**
   * @param {string} room
   * @param {string} text
   * @returns {Draft}
   */
  add(room, text) {
    const draft = { id: newId(), room, text, time: Date.now(), state: /** @type {const} */ ('queued') };
    this.drafts.push(draft);
    this.#save();
    return draft;
  }

  /** @param {string} id */
  get(id) {
    return this.drafts.find((draft) => draft.id === id);
  }

  /** What is on its way to this room, in order. @param {string} room */
  inRoom(room) {
    return this.drafts.filter((draft) => draft.room === room);
  }

  /**
   * The message to send now, if any.
   * @param {(room: string) => boolean} ready whether the room has been joined
   * @param {number} [now]
   */
  next(ready, now = Date.now()) {
    if (now < this.pausedUntil || this.drafts.some((draft) => draft.state === 'sent')) return undefined;
    return this.drafts.find((draft) => draft.state === 'queued' && ready(draft.room));
  }

  /** It is in the log. @param {string} id @returns {boolean} whether it was ours */
  settle(id) {
    const at = this.drafts.findIndex((draft) => draft.id === id);
    if (at < 0) return false;
    this.drafts.splice(at, 1);
    this.#save();
    return true;
  }

  /** Gives up all that is not in the log. */
  clear() {
    this.drafts = [];
    this.#save();
  }

  /** It was refused for good. @param {string} id @param {string} reason */
  fail(id, reason) {
    this.#update(id, { state: 'failed', reason });
  }

  /** It is under way. @param {string} id */
  sent(id) {
    this.#update(id, { state: 'sent' });
  }

  /** It has to be sent again. @param {string} id */
  requeue(id) {
    this.#update(id, { state: 'queued', reason: undefined });
  }

  /** The socket is gone: whatever was under way is sent again with the same id. */
  rewind() {
    for (const draft of this.drafts) if (draft.state === 'sent') draft.state = 'queued';
  }

  /** @param {number} ms */
  pause(ms) {
    this.pausedUntil = Date.now() + ms;
  }

  /** @param {string} id @param {Partial<Draft>} change */
  #update(id, change) {
    const draft = this.get(id);
    if (!draft) return;
    Object.assign(draft, change);
    this.#save();
  }

  #load() {
    try {
      const drafts = JSON.parse(this.storage?.getItem(this.key) ?? '[]');
      return Array.isArray(drafts)
        ? drafts.map((draft) => (draft.state === 'sent' ? { ...draft, state: 'queued' } : draft))
        : [];
    } catch {
      return [];
    }
  }

  #save() {
    try {
      if (this.drafts.length === 0) this.storage?.removeItem(this.key);
      else this.storage?.setItem(this.key, JSON.stringify(this.drafts));
    } catch {
      // A full or forbidden store costs the safety net over a reload, nothing else.
    }
  }
}

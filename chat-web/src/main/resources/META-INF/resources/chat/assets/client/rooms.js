// @ts-check
import { ChatError } from './chat-error.js';
import { newId } from './outbox.js';
import { RoomLog } from './room-log.js';

/** Up to so many members the server tells who they are. */
const NAMED = 100;

/**
 * @typedef {import('./room-log.js').Message} Message
 * @typedef {object} Road what the rooms need of the client
 * @property {(frame: any) => boolean} send false while there is no connection
 * @property {(frame: any) => Promise<any>} ask
 * @property {() => boolean} online
 * @property {(type: string, detail: unknown) => void} emit
 */

/** The rooms this client is in, or wants to be in: what is asked about them, and what the server tells of them. */
export class Rooms {
  /** @param {Road} road */
  constructor(road) {
    this.road = road;
    /** @type {Map<string, RoomLog>} */
    this.logs = new Map();
  }

  /** @type {Map<string, RoomLog>} rooms that we asked to come back into, by the id of the question */
  #entering = new Map();

  /** @param {string} room */
  ready = (room) => this.logs.get(room)?.joined ?? false;

  /** Why nothing can be said in a room, or an empty text. @param {string} room */
  removed = (room) => this.logs.get(room)?.removed ?? '';

  /** @param {string} room @param {number} [limit] */
  async join(room, limit) {
    let log = this.logs.get(room);
    if (!log) {
      log = new RoomLog(room);
      this.logs.set(room, log);
    }
    if (this.road.online() && !log.joined) {
      try {
        await this.road.ask(joinFrame(log, limit));
      } catch (error) {
        if (error instanceof ChatError && error.code !== 'offline' && !log.joined && !log.removed) this.logs.delete(room);
        throw error;
      }
    }
    return log;
  }

  /** @param {string} room */
  leave(room) {
    this.logs.delete(room);
    this.road.send({ type: 'leave', id: newId(), room });
    this.changed(room, 'left');
  }

  /** A new connection: every room goes on where it was. */
  rejoin() {
    for (const log of this.logs.values()) if (!log.removed) this.#enter(log);
  }

  /** The server does not know us in this room any more. @param {string} room @returns {boolean} whether we thought so */
  enterAgain(room) {
    const log = this.logs.get(room);
    if (!log?.joined) return false;
    log.joined = false;
    this.#enter(log);
    return true;
  }

  /** @param {RoomLog} log */
  #enter(log) {
    const frame = joinFrame(log);
    this.#entering.set(frame.id, log);
    this.road.send(frame);
  }

  /**
   * The server does not let us into a room again, such as one that was closed while we were away.
   * @param {string} id of the question
   * @param {ChatError} error
   * @returns {boolean} whether this was the question
   */
  refused(id, error) {
    const log = this.#entering.get(id);
    if (!log) return false;
    this.#entering.delete(id);
    if (log.joined || this.logs.get(log.name) !== log) return true;
    if (error.code === 'rate_limited') setTimeout(() => this.#enterLater(log), error.retryAfter ?? 1000);
    else this.#remove(log, error.message);
    return true;
  }

  /** The connection is gone. */
  offline() {
    for (const log of this.logs.values()) log.joined = false;
    this.#entering.clear();
  }

  /** @param {string} room @param {{before?: number, after?: number, limit?: number}} options */
  async history(room, { before, after, limit = 50 }) {
    const reply = await this.road.ask({ type: 'history', id: newId(), room, before, after, limit });
    const log = this.logs.get(room);
    if (log) {
      log.insert(reply.messages);
      if (before !== undefined && reply.messages.length === 0) log.first = Math.max(log.first, before);
      this.changed(room, 'history');
    }
    return reply;
  }

  /** @param {string} room @param {{from: number, to: number}} hole */
  async fill(room, hole) {
    const log = this.logs.get(room);
    const { messages } = await this.history(room, { after: hole.from - 1, limit: 100 });
    const found = messages.filter((/** @type {Message} */ message) => message.seq <= hole.to);
    if (log) {
      const reached = found.length > 0 ? found[0].seq : hole.to + 1;
      if (reached > hole.from) log.markLost({ from: hole.from, to: reached - 1 });
      this.changed(room, 'history');
    }
  }

  /** @param {RoomLog} log */
  #enterLater(log) {
    if (this.road.online() && !log.joined && !log.removed && this.logs.get(log.name) === log) this.#enter(log);
  }

  /** @param {any} frame the reply to a join */
  joined(frame) {
    const log = this.logs.get(frame.room);
    this.#entering.delete(frame.id);
    if (!log) return;
    const added = log.applyJoined(frame);
    if (frame.how !== 'fresh') this.#tell(added);
    this.changed(frame.room, 'joined');
  }

  /** A new entry of the log: something was said, or what was said was taken back. @param {any} entry */
  entry(entry) {
    const added = this.logs.get(entry.room)?.insert([entry]) ?? [];
    if (added.length === 0) return;
    this.#tell(added);
    this.changed(entry.room, entry.type === 'deleted' ? 'deleted' : 'message');
  }

  /** The server took us out of a room. The answer to our own leaving has an id: we may be in again by now. @param {any} frame */
  left({ id, room, reason = 'You are no longer in this room.' }) {
    const log = this.logs.get(room);
    if (log?.joined && !id) this.#remove(log, reason);
  }

  /** @param {RoomLog} log @param {string} reason */
  #remove(log, reason) {
    log.joined = false;
    log.removed = reason;
    this.road.emit('removed', { reason, room: log.name });
    this.changed(log.name, 'left');
  }

  /** @param {any} frame */
  presence(frame) {
    const log = this.logs.get(frame.room);
    log?.applyPresence(frame);
    if (log?.joined && log.count <= NAMED && log.members.size !== log.count) this.#roster(log);
    this.changed(frame.room, 'presence');
  }

  /** A measure was taken that concerns us, such as a role that we have now. @param {any} frame @param {string} me */
  moderated({ room, action, user, role = '' }, me) {
    if (action !== 'role') return;
    this.logs.get(room)?.giveRole(user, role, user === me);
    this.changed(room, 'presence');
  }

  /** @param {any} frame */
  typing(frame) {
    this.logs.get(frame.room)?.applyTyping(frame);
    this.changed(frame.room, 'typing');
  }

  /** @param {string} room */
  markRead(room) {
    const log = this.logs.get(room);
    if (!log?.unread) return;
    log.markRead();
    this.changed(room, 'read');
  }

  /** @param {string} room @param {string} what */
  changed(room, what) {
    this.road.emit('room', { room, what });
  }

  /** @param {any[]} entries */
  #tell(entries) {
    for (const entry of entries) this.road.emit(entry.type === 'deleted' ? 'deleted' : 'message', entry);
  }

  /** The room has become small enough to be told by name again. @param {RoomLog} log */
  #roster(log) {
    this.road.ask({ type: 'members', id: newId(), room: log.name }).then(
      (reply) => {
        log.applyMembers(reply);
        this.changed(log.name, 'presence');
      },
      () => {}, // the next change asks again
    );
  }
}

/** @param {RoomLog} log @param {number} [limit] */
function joinFrame(log, limit) {
  const id = newId();
  if (log.epoch !== undefined) return { type: 'join', id, room: log.name, epoch: log.epoch, since: log.last };
  return { type: 'join', id, room: log.name, limit };
}

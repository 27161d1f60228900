// @ts-check
import { placeOf } from './place.js';

/**
 * @typedef {object} Message
 * @property {string} room
 * @property {number} seq
 * @property {number} time
 * @property {string} [user]
 * @property {string} name
 * @property {string} text
 * @property {string} [id]
 * @property {boolean} [deleted] a moderator took it back; the text is gone
 * @property {'message' | 'deleted'} [type] "deleted": not a message, but the note that `target` was taken back
 * @property {number} [target]
 */

/** @typedef {{user: string, name: string, role?: string}} Member */
/** @typedef {{from: number, to: number}} Hole a range of seqs, both ends included */
/** @typedef {{after: number, joined: Map<string, string>, left: Map<string, string>, renamed: Map<string, string>}} Note */

/** How long someone counts as typing without a further sign, in milliseconds. */
const TYPING = 6_000;
/** More messages than this are not kept; the oldest go first, some at a time. */
const KEPT = 20_000;
const DROPPED = 2_000;
/** How many messages of an earlier life of the room stay readable. */
const PAST = 300;

/**
 * What this client knows of one room: the log as far as it was received, ordered by `seq` and without repeats, and
 * who is there. Holes are not recorded but seen: wherever two neighbours are not one apart.
 */
export class RoomLog {
  /** @param {string} name */
  constructor(name) {
    this.name = name;
    /** @type {string | undefined} */
    this.epoch = undefined;
    /** @type {Message[]} rising by seq */
    this.messages = [];
    /** @type {Message[]} from before the room began anew */
    this.past = [];
    /** Position of the newest message of the room. */
    this.head = 0;
    /** Position of the oldest message that the server still has. */
    this.first = 1;
    /** Everything up to here has been seen by the reader. */
    this.read = 0;
    /** Where the "new" divider stands: above the first message after this position. -1 = nowhere. */
    this.divider = -1;
    /** Position of the newest message when this client came in for the first time; -1 = not yet. */
    this.arrived = -1;
    /** @type {Map<string, string>} user to name */
    this.members = new Map();
    /** @type {Map<string, string>} user to 'owner' or 'moderator', for those who are one */
    this.roles = new Map();
    /** Counted up whenever {@link members} or {@link roles} changed. */
    this.roster = 0;
    this.count = 0;
    /** What we may do here: 'owner', 'moderator' or nothing. */
    this.role = '';
    /** @type {Map<string, {name: string, until: number}>} */
    this.typing = new Map();
    /** @type {Note[]} who came and went, and after which message */
    this.notes = [];
    /** @type {Hole[]} ranges that the server no longer has */
    this.lost = [];
    this.joined = false;
    /** Why the server took us out; empty when it did not. */
    this.removed = '';
  }

  /** @type {Set<number>} seqs after `read` that are nothing to read: notes of a deletion, and what they took back */
  #silent = new Set();
  /** @type {Set<number>} what was taken back, as far as we were told so */
  #gone = new Set();

  /** The position to resume from. */
  get last() {
    return this.messages.length ? this.messages[this.messages.length - 1].seq : 0;
  }

  /** Whether older messages can be asked for. */
  get hasOlder() {
    return this.messages.length > 0 && this.messages[0].seq > Math.max(1, this.first);
  }

  /** Messages that arrived after what was read. */
  get unread() {
    return Math.max(0, this.head - this.read - this.#silent.size);
  }

  /**
   * The reply to a join.
   * @param {any} frame
   * @returns {Message[]} what was new
   */
  applyJoined(frame) {
    const begun = this.epoch === undefined;
    if (!begun && frame.epoch !== this.epoch) this.#beginAnew();
    this.epoch = frame.epoch;
    this.head = frame.seq ?? 0;
    this.first = frame.first ?? 1;
    this.joined = true;
    this.removed = '';
    this.role = frame.role ?? '';
    const added = this.insert(frame.messages ?? []);
    if (begun) {
      this.markRead();
      this.arrived = this.last;
    }
    this.applyMembers(frame);
    this.typing.clear();
    return added;
  }

  /**
   * Puts messages in their places; what is already there is passed over.
   * @param {Message[]} messages
   * @returns {Message[]} those that were new
   */
  insert(messages) {
    const added = [];
    for (const message of messages) {
      if (!Number.isInteger(message.seq)) continue;
      const at = placeOf(this.messages, message.seq);
      if (at < this.messages.length && this.messages[at].seq === message.seq) continue;
      if (at === this.messages.length) this.messages.push(message);
      else this.messages.splice(at, 0, message);
      added.push(message);
      if (message.seq > this.head) this.head = message.seq;
      if (message.type === 'deleted') this.#takeBack(message);
      else if (message.deleted || this.#gone.has(message.seq)) this.#empty(message);
      else if (message.user) this.typing.delete(message.user);
    }
    if (this.messages.length > KEPT) this.messages.splice(0, DROPPED);
    return added;
  }

  /** @param {Message} note */
  #takeBack({ seq, target = 0 }) {
    this.#silence(seq);
    this.#gone.add(target);
    const message = this.at(target);
    if (message) this.#empty(message);
  }

  /** In place: whoever holds the message holds the same one afterwards. @param {Message} message */
  #empty(message) {
    message.deleted = true;
    message.text = '';
    this.#silence(message.seq);
  }

  /** @param {number} seq */
  #silence(seq) {
    if (seq > this.read) this.#silent.add(seq);
  }

  /** @param {number} seq */
  at(seq) {
    const message = this.messages[placeOf(this.messages, seq)];
    return message?.seq === seq ? message : undefined;
  }

  /** @param {Message} message @returns {number} -1 when it is not here */
  indexOf(message) {
    const at = placeOf(this.messages, message.seq);
    return this.messages[at] === message ? at : -1;
  }

  /** The page of history that was asked for did not reach: these are gone. @param {Hole} hole */
  markLost(hole) {
    this.lost.push(hole);
  }

  /** Whether a range is known to be gone. @param {Hole} hole */
  isLost(hole) {
    return hole.to < this.first || this.lost.some((lost) => lost.from <= hole.from && hole.to <= lost.to);
  }

  /** The holes between the messages, oldest first. @returns {Hole[]} */
  holes() {
    const holes = [];
    for (let i = 1; i < this.messages.length; i++) {
      const from = this.messages[i - 1].seq + 1;
      const to = this.messages[i].seq - 1;
      if (from <= to) holes.push({ from, to });
    }
    return holes;
  }

  /** @param {any} frame */
  applyPresence(frame) {
    /** @type {Member[]} */
    const joined = frame.joined ?? [];
    /** @type {Member[]} */
    const left = frame.left ?? [];
    /** @type {Member[]} */
    const renamed = frame.renamed ?? [];
    if (joined.length + left.length + renamed.length > 0) {
      const note = this.#note();
      for (const { user, name } of left) {
        this.members.delete(user);
        this.roles.delete(user);
        this.typing.delete(user);
        if (!note.joined.delete(user)) note.left.set(user, name);
      }
      for (const { user, role = '' } of [...joined, ...renamed]) this.#hold(user, role);
      for (const { user, name } of joined) {
        if (!this.members.has(user) && !note.left.delete(user)) note.joined.set(user, name);
        this.members.set(user, name);
      }
      for (const { user, name } of renamed) {
        const before = this.members.get(user);
        this.members.set(user, name);
        if (note.joined.has(user)) note.joined.set(user, name);
        else if (before && before !== name) note.renamed.set(before, name);
      }
      if (note.joined.size + note.left.size + note.renamed.size === 0) this.notes.pop();
    }
    this.count = frame.count ?? this.members.size;
    if (this.count > 100) this.members.clear();
    this.roster += 1;
  }

  /** Somebody has a role now, or none any more. @param {string} user @param {string} role @param {boolean} [own] */
  giveRole(user, role, own = false) {
    this.#hold(user, role);
    if (own) this.role = this.roles.get(user) ?? '';
    this.roster += 1;
  }

  /** @param {string} user @param {string} role */
  #hold(user, role) {
    if (role && role !== 'member') this.roles.set(user, role);
    else this.roles.delete(user);
  }

  /** The whole list of who is here. @param {any} frame */
  applyMembers(frame) {
    /** @type {Member[]} */
    const members = frame.members ?? [];
    this.members = new Map(members.map(({ user, name }) => [user, name]));
    this.roles = new Map(members.flatMap(({ user, role }) => (role ? [[user, role]] : [])));
    this.roster += 1;
    this.count = frame.count ?? this.members.size;
  }

  /** @param {any} frame @param {number} [now] */
  applyTyping(frame, now = Date.now()) {
    for (const { user, name } of frame.users ?? []) this.typing.set(user, { name, until: now + TYPING });
  }

  /** Who is typing now. @param {string | undefined} me left out @param {number} [now] @returns {string[]} */
  typists(me, now = Date.now()) {
    const names = [];
    for (const [user, { name, until }] of this.typing) {
      if (until <= now) this.typing.delete(user);
      else if (user !== me) names.push(name);
    }
    return names;
  }

  /** Everything has been seen. @param {number} [seq] */
  markRead(seq = this.head) {
    if (seq <= this.read) return;
    this.read = seq;
    for (const silent of this.#silent) if (silent <= seq) this.#silent.delete(silent);
  }

  /** One note for each pause in the talk, however many come and go. @returns {Note} */
  #note() {
    let note = this.notes[this.notes.length - 1];
    if (!note || note.after !== this.last) {
      note = { after: this.last, joined: new Map(), left: new Map(), renamed: new Map() };
      this.notes.push(note);
      if (this.notes.length > 100) this.notes.shift();
    }
    return note;
  }

  #beginAnew() {
    this.past = [...this.past, ...this.messages].slice(-PAST);
    this.messages = [];
    this.notes = [];
    this.lost = [];
    this.#silent.clear();
    this.#gone.clear();
    this.read = 0;
    this.divider = this.arrived = -1;
  }
}

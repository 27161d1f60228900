// @ts-check
/**
 * A client of the chat, without a page. Ten lines make a chat:
 *
 *   import { ChatClient } from './chat-client.js';
 *
 *   const chat = new ChatClient({ server: location.href });
 *   chat.addEventListener('message', ({ detail: m }) => console.log(`${m.name}: ${m.text}`));
 *   chat.addEventListener('state', () => console.log(chat.state));
 *   chat.addEventListener('ended', ({ detail: end }) => console.log(end.reason));
 *   await chat.connect('Anna');
 *   await chat.join('lobby');
 *   chat.say('lobby', 'Hello, everyone');
 *   const { messages } = await chat.history('lobby', { before: 120 });
 *
 * Once connected it stays so: it reconnects, resumes every room where it was, and sends what was written meanwhile,
 * in order and once. Everything runs on the page's own thread; nothing here touches the document.
 *
 * Events, each a CustomEvent with `detail`:
 *
 *   state     {state}                     the connection: see {@link ChatState}
 *   message   Message                     something new was said, by whomever; not what was there before the join
 *   deleted   {room, seq, target, user, name}   a moderator took back the message with the seq `target`
 *   removed   {room, reason}              the server took us out of a room; `join` asks to come in again
 *   room      {room, what}                a room changed: 'joined' 'left' 'message' 'deleted' 'presence' 'typing' 'gap'
 *                                         'history' 'outbox' 'read'
 *   idle      {seconds} | null            the server is about to end the connection; null = no longer
 *   refused   {code, reason, retryAfter?, room?}   a request failed, the connection lives
 *   name      {name}                      own name, at first and after each change
 *   nameless  {code, reason}              on a reconnect the name was no longer free: call `connect` with another one
 *   ended     {code, reason}              closed for good: `resume()` begins anew
 */
import { ChatError } from './chat-error.js';
import { endpoint } from './connection.js';
import { Delivery } from './delivery.js';
import { Incoming } from './incoming.js';
import { Link } from './link.js';
import { newId, Outbox } from './outbox.js';
import { Rooms } from './rooms.js';
import { safeSessionStorage, Session } from './session.js';

export { ChatError, endpoint };

/**
 * @typedef {import('./link.js').ChatState} ChatState
 * @typedef {import('./room-log.js').Message} Message
 * @typedef {import('./room-log.js').RoomLog} RoomLog
 * @typedef {import('./link.js').Limits} Limits
 * @typedef {'delete' | 'kick' | 'ban' | 'unban' | 'mute' | 'unmute' | 'role'} Measure what a moderator can do
 */

/** At most one sign of typing in this time, in milliseconds. */
const TYPING_EVERY = 3_000;

export class ChatClient extends EventTarget {
  /**
   * @param {object} options
   * @param {string | URL} options.server the address of the chat's page, or a ws: address
   * @param {Storage | null} [options.storage] where session and outbox survive a reload; sessionStorage if there is
   *   one, null for memory only. Not localStorage: two tabs that share a session take it from each other for ever.
   * @param {string | (() => string)} [options.token] for servers that ask for one
   * @param {ConstructorParameters<typeof import('./connection.js').Connection>[1]} [options.connection] what a test replaces
   */
  constructor({ server, storage = safeSessionStorage(), token, connection }) {
    super();
    this.endpoint = endpoint(server);
    const key = `netty-chat:${this.endpoint}`;
    this.outbox = new Outbox(`${key}:outbox`, storage);
    this.#session = new Session(key, storage);
    const emit = (/** @type {string} */ type, /** @type {unknown} */ detail) => {
      this.dispatchEvent(new CustomEvent(type, { detail }));
    };
    this.#link = new Link(
      this.endpoint,
      this.#session,
      { emit, welcomed: () => this.#welcomed(), lost: () => this.#lost(), frame: (frame) => this.#incoming.receive(frame) },
      { token, connection },
    );
    const send = (/** @type {any} */ frame) => this.#link.send(frame);
    this.#rooms = new Rooms({ send, emit, online: () => this.#link.online, ask: (frame) => this.#ask(frame) });
    this.#delivery = new Delivery(this.outbox, {
      send,
      emit,
      ready: this.#rooms.ready,
      removed: this.#rooms.removed,
      enterAgain: (room) => this.#rooms.enterAgain(room),
      changed: (room) => this.#rooms.changed(room, 'outbox'),
    });
    this.#incoming = new Incoming({
      link: this.#link,
      session: this.#session,
      rooms: this.#rooms,
      delivery: this.#delivery,
      outbox: this.outbox,
      emit,
    });
  }

  #session;
  #link;
  #rooms;
  #delivery;
  #incoming;
  /** @type {Map<string, number>} */
  #typed = new Map();

  /** @returns {ChatState} */
  get state() {
    return this.#link.state;
  }

  /** What the server allows. @returns {Limits} */
  get limits() {
    return this.#link.limits;
  }

  /** The socket below, for tests and for the curious. */
  get connection() {
    return this.#link.connection;
  }

  /** Own public id. */
  get user() {
    return this.#session.user;
  }

  /** Own name; empty before there is one. */
  get name() {
    return this.#session.name;
  }

  /** The rooms this client is in, or wants to be in. @returns {Map<string, RoomLog>} */
  get rooms() {
    return this.#rooms.logs;
  }

  /** Whether there is a session to go on with, from before a reload of the page. */
  get remembered() {
    return this.#session.remembered;
  }

  /** How many attempts to connect have failed in a row. */
  get attempt() {
    return this.connection.attempt;
  }

  /** When the next attempt begins, milliseconds since the Unix epoch; 0 when none is planned. */
  get retryAt() {
    return this.connection.retryAt;
  }

  /** Whether a message is from this client. @param {{user?: string}} message */
  isMine(message) {
    return this.#session.wrote(message);
  }

  /**
   * What the server lets this client do in a room: 'owner', 'moderator', or nothing.
   * @param {string} room
   */
  roleIn(room) {
    return this.rooms.get(room)?.role || this.#session.role;
  }

  /**
   * Connects, or takes another name when already connected.
   * @param {string} name
   * @returns {Promise<{user: string, name: string}>} fails with a {@link ChatError}, `bad_name` or `name_taken`
   */
  async connect(name) {
    if (this.#link.online) {
      await this.rename(name);
      return { user: this.user, name: this.name };
    }
    this.#session.want(name);
    return this.resume();
  }

  /** Connects with the name and session known already; also after the connection was ended. */
  resume() {
    return this.#link.open();
  }

  /** Leaves: closes the connection, and gives up what was not sent. Who comes back with the same name is the same user. */
  disconnect() {
    this.rooms.clear();
    this.outbox.clear();
    this.#session.name = '';
    this.#session.persist();
    this.connection.stop();
  }

  /**
   * Enters a room, and stays in it over reconnects.
   * @param {string} room
   * @param {{limit?: number}} [options] how many recent messages to bring
   * @returns {Promise<RoomLog>}
   */
  join(room, { limit } = {}) {
    return this.#rooms.join(room, limit);
  }

  /** @param {string} room */
  leave(room) {
    this.#rooms.leave(room);
  }

  /** All that was said in a room has been read: it counts as unread no longer. @param {string} room */
  markRead(room) {
    this.#rooms.markRead(room);
  }

  /**
   * Says something. It is in {@link outbox} at once, and sent as soon as the connection and the room allow it; in a room
   * that the server has taken us out of it fails.
   * @param {string} room
   * @param {string} text
   * @returns {import('./outbox.js').Draft}
   */
  say(room, text) {
    return this.#delivery.say(room, text);
  }

  /** Sends a failed message again, with its old id. @param {string} id */
  retry(id) {
    this.#delivery.retry(id);
  }

  /** Gives a failed message up. @param {string} id */
  discard(id) {
    this.#delivery.discard(id);
  }

  /**
   * A page of history, oldest first; it is put into the room's log as well.
   * @param {string} room
   * @param {{before?: number, after?: number, limit?: number}} options one of `before` and `after`
   * @returns {Promise<{messages: Message[], more: boolean}>}
   */
  history(room, options) {
    return this.#rooms.history(room, options);
  }

  /**
   * Loads what is missing between two messages, from its older end; what the server no longer has is marked as lost.
   * @param {string} room
   * @param {{from: number, to: number}} hole
   */
  fill(room, hole) {
    return this.#rooms.fill(room, hole);
  }

  /**
   * Takes a measure, for those whom {@link roleIn} gives a role.
   * @param {string} room
   * @param {Measure} action
   * @param {{user?: string, seq?: number, seconds?: number, role?: string}} whom `seq` of the message to delete, else
   *   the `user`; `seconds` is how long, and nothing means for good; `role` is the one to give: 'moderator', 'member'
   * @returns {Promise<unknown>} fails with a {@link ChatError}, such as `forbidden`
   */
  moderate(room, action, { user, seq, seconds, role }) {
    return this.#ask({ type: 'mod', id: newId(), room, action, user, seq, seconds, role });
  }

  /**
   * @param {string} name
   * @returns {Promise<void>} when the name is ours; fails with a {@link ChatError}, `bad_name` or `name_taken`
   */
  rename(name) {
    return this.#link.rename(name);
  }

  /** Says that the user is typing; as often as you like, it is sent now and then. @param {string} room */
  typing(room) {
    const now = Date.now();
    if (now - (this.#typed.get(room) ?? 0) < TYPING_EVERY) return;
    this.#typed.set(room, now);
    this.#link.send({ type: 'typing', room }, { answered: false });
  }

  /** "I am here": keeps the server from ending the connection for inactivity. */
  stay() {
    this.#link.send({ type: 'ping', id: newId() });
  }

  /** @param {any} frame */
  #ask(frame) {
    return this.#link.requests.ask(frame);
  }

  #welcomed() {
    this.#typed.clear();
    this.#rooms.rejoin();
  }

  #lost() {
    this.#delivery.rewind();
    this.#rooms.offline();
  }
}

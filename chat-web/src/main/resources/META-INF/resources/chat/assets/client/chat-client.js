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
 *   room      {room, what}                a room changed: 'joined' 'left' 'message' 'presence' 'typing' 'gap' 'history'
 *                                         'outbox'
 *   idle      {seconds} | null            the server is about to end the connection; null = no longer
 *   refused   {code, reason, retryAfter?, room?}   a request failed, the connection lives
 *   name      {name}                      own name, at first and after each change
 *   nameless  {code, reason}              on a reconnect the name was no longer free: call `connect` with another one
 *   ended     {code, reason}              closed for good: `resume()` begins anew
 */
import { Connection } from './connection.js';
import { newId, Outbox } from './outbox.js';
import { RoomLog } from './room-log.js';

/**
 * @typedef {'offline' | 'connecting' | 'online' | 'reconnecting' | 'ended'} ChatState
 * @typedef {import('./room-log.js').Message} Message
 * @typedef {{text: number, frame: number, rooms: number, idle: number, rate: number}} Limits
 */

/** How long a request may wait for its answer, in milliseconds. */
const REQUEST_TIMEOUT = 15_000;
/** Up to so many members the server tells who they are. */
const NAMED = 100;
/** At most one sign of typing in this time, in milliseconds. */
const TYPING_EVERY = 3_000;

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

/**
 * The WebSocket address of a chat server.
 * @param {string | URL} server the address of its page, or already a ws: address
 */
export function endpoint(server) {
  const url = new URL(server);
  if (url.protocol === 'ws:' || url.protocol === 'wss:') return url;
  const socket = new URL('chat', url);
  socket.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return socket;
}

export class ChatClient extends EventTarget {
  /**
   * @param {object} options
   * @param {string | URL} options.server the address of the chat's page, or a ws: address
   * @param {Storage | null} [options.storage] where session and outbox survive a reload; sessionStorage if there is
   *   one, null for memory only. Not localStorage: two tabs that share a session take it from each other for ever.
   * @param {string | (() => string)} [options.token] for servers that ask for one
   * @param {ConstructorParameters<typeof Connection>[1]} [options.connection] what a test replaces
   */
  constructor({ server, storage = safeSessionStorage(), token, connection }) {
    super();
    this.endpoint = endpoint(server);
    this.storage = storage;
    this.token = token;
    this.#key = `netty-chat:${this.endpoint}`;
    /** @type {ChatState} */
    this.state = 'offline';
    /** Own public id, and name. */
    this.user = '';
    this.name = '';
    /** @type {Limits} */
    this.limits = { text: 4000, frame: 65_536, rooms: 32, idle: 300, rate: 5 };
    /** @type {Map<string, RoomLog>} the rooms this client is in, or wants to be in */
    this.rooms = new Map();
    this.outbox = new Outbox(`${this.#key}:outbox`, storage);
    this.connection = new Connection(this.endpoint, connection);
    this.connection.addEventListener('open', () => this.#hello());
    this.connection.addEventListener('state', () => this.#follow());
    this.connection.addEventListener('frame', (event) => this.#receive(/** @type {CustomEvent} */ (event).detail));
    this.#restore();
  }

  #key;
  #session = '';
  /** The name that the session stands for. */
  #sessionName = '';
  #online = false;
  #everOnline = false;
  /** @type {Set<string>} all ids this page has had: a server that forgot us gives a new one */
  #mine = new Set();
  /** @type {{resolve: (value: any) => void, reject: (error: Error) => void} | null} */
  #hail = null;
  /** @type {Map<string, {resolve: (frame: any) => void, reject: (error: Error) => void, timer: any, room: string}>} */
  #requests = new Map();
  /** @type {Map<string, number>} */
  #typed = new Map();
  /** @type {any} */
  #flushTimer = 0;
  #idle = false;
  #renaming = '';

  /** Whether there is a session to go on with, from before a reload of the page. */
  get remembered() {
    return this.#session !== '' && this.name !== '';
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
    return message.user !== undefined && this.#mine.has(message.user);
  }

  /**
   * Connects, or takes another name when already connected.
   * @param {string} name
   * @returns {Promise<{user: string, name: string}>} fails with a {@link ChatError}, `bad_name` or `name_taken`
   */
  async connect(name) {
    if (this.#online) {
      await this.rename(name);
      return { user: this.user, name: this.name };
    }
    if (name !== this.#sessionName) this.#session = '';
    this.name = name;
    return this.resume();
  }

  /** Connects with the name and session known already; also after the connection was ended. */
  resume() {
    this.#hail?.reject(new ChatError('superseded', 'Another attempt to connect took its place.'));
    const promise = new Promise((resolve, reject) => (this.#hail = { resolve, reject }));
    if (this.connection.state === 'open') this.#hello();
    else if (this.connection.state === 'waiting') this.connection.retryNow();
    else this.connection.start();
    return promise;
  }

  /** Leaves: closes the connection. Who comes back with the same name before the page is left is the same user. */
  disconnect() {
    this.rooms.clear();
    this.name = '';
    this.#persist();
    this.connection.stop();
  }

  /**
   * Enters a room, and stays in it over reconnects.
   * @param {string} room
   * @param {{limit?: number}} [options] how many recent messages to bring
   * @returns {Promise<RoomLog>}
   */
  async join(room, { limit } = {}) {
    let log = this.rooms.get(room);
    if (!log) {
      log = new RoomLog(room);
      this.rooms.set(room, log);
    }
    if (this.#online && !log.joined) {
      try {
        await this.#request(this.#joinFrame(log, limit));
      } catch (error) {
        if (error instanceof ChatError && error.code !== 'offline' && !log.joined) this.rooms.delete(room);
        throw error;
      }
    }
    return log;
  }

  /** @param {string} room */
  leave(room) {
    this.rooms.delete(room);
    this.connection.send({ type: 'leave', id: newId(), room });
    this.#emit('room', { room, what: 'left' });
  }

  /**
   * Says something. It is in {@link outbox} at once, and sent as soon as the connection and the room allow it.
   * @param {string} room
   * @param {string} text
   * @returns {import('./outbox.js').Draft}
   */
  say(room, text) {
    const draft = this.outbox.add(room, cleanText(text));
    this.#changed(room, 'outbox');
    this.#flush();
    return draft;
  }

  /** Sends a failed message again, with its old id. @param {string} id */
  retry(id) {
    const draft = this.outbox.get(id);
    if (!draft) return;
    this.outbox.requeue(id);
    this.#changed(draft.room, 'outbox');
    this.#flush();
  }

  /** Gives a failed message up. @param {string} id */
  discard(id) {
    const draft = this.outbox.get(id);
    if (!draft) return;
    this.outbox.settle(id);
    this.#changed(draft.room, 'outbox');
  }

  /**
   * A page of history, oldest first; it is put into the room's log as well.
   * @param {string} room
   * @param {{before?: number, after?: number, limit?: number}} options one of `before` and `after`
   * @returns {Promise<{messages: Message[], more: boolean}>}
   */
  async history(room, { before, after, limit = 50 }) {
    const reply = await this.#request({ type: 'history', id: newId(), room, before, after, limit });
    const log = this.rooms.get(room);
    if (log) {
      log.insert(reply.messages);
      if (before !== undefined && reply.messages.length === 0) log.first = Math.max(log.first, before);
      this.#changed(room, 'history');
    }
    return reply;
  }

  /**
   * Loads what is missing between two messages, from its older end; what the server no longer has is marked as lost.
   * @param {string} room
   * @param {{from: number, to: number}} hole
   */
  async fill(room, hole) {
    const log = this.rooms.get(room);
    const { messages } = await this.history(room, { after: hole.from - 1, limit: 100 });
    const found = messages.filter((message) => message.seq <= hole.to);
    if (log) {
      const reached = found.length > 0 ? found[0].seq : hole.to + 1;
      if (reached > hole.from) log.markLost({ from: hole.from, to: reached - 1 });
      this.#changed(room, 'history');
    }
  }

  /** The room has become small enough to be told by name again. @param {RoomLog} log */
  #roster(log) {
    this.#request({ type: 'members', id: newId(), room: log.name }).then(
      (reply) => {
        log.applyMembers(reply);
        this.#changed(log.name, 'presence');
      },
      () => {}, // the next change asks again
    );
  }

  /**
   * @param {string} name
   * @returns {Promise<void>} when the name is ours; fails with a {@link ChatError}, `bad_name` or `name_taken`
   */
  async rename(name) {
    const id = newId();
    this.#renaming = id;
    const reply = await this.#request({ type: 'name', id, name });
    if (reply.name && reply.name !== this.name) this.#named(reply.name);
  }

  /** Says that the user is typing; as often as you like, it is sent now and then. @param {string} room */
  typing(room) {
    const now = Date.now();
    if (now - (this.#typed.get(room) ?? 0) < TYPING_EVERY) return;
    this.#typed.set(room, now);
    if (this.#online) this.connection.send({ type: 'typing', room }, { answered: false });
    this.#awake();
  }

  /** "I am here": keeps the server from ending the connection for inactivity. */
  stay() {
    this.connection.send({ type: 'ping', id: newId() });
    this.#awake();
  }

  #hello() {
    /** @type {Record<string, unknown>} */
    const hello = { type: 'hello', name: this.name };
    if (this.#session) hello.session = this.#session;
    if (this.token) hello.token = typeof this.token === 'function' ? this.token() : this.token;
    this.connection.send(hello);
  }

  /** @param {RoomLog} log @param {number} [limit] */
  #joinFrame(log, limit) {
    const id = newId();
    if (log.epoch !== undefined) return { type: 'join', id, room: log.name, epoch: log.epoch, since: log.last };
    return { type: 'join', id, room: log.name, limit };
  }

  /** @param {any} frame */
  #receive(frame) {
    switch (frame.type) {
      case 'welcome':
        return this.#welcome(frame);
      case 'joined':
        return this.#joined(frame);
      case 'message':
        return this.#message(frame);
      case 'ack':
        return this.#ack(frame);
      case 'presence':
        return this.#presence(frame);
      case 'error':
        return this.#error(frame);
      case 'typing':
        this.rooms.get(frame.room)?.applyTyping(frame);
        return this.#changed(frame.room, 'typing');
      case 'gap':
        return this.#changed(frame.room, 'gap');
      case 'idle':
        this.#idle = true;
        return this.#emit('idle', { seconds: frame.seconds });
      default:
        return this.#answer(frame);
    }
  }

  /** @param {any} frame */
  #welcome(frame) {
    this.user = frame.user;
    this.#mine.add(frame.user);
    this.#session = frame.session ?? '';
    this.limits = { ...this.limits, ...frame.limits };
    this.#online = true;
    this.#everOnline = true;
    this.#typed.clear();
    this.connection.settled();
    this.#named(frame.name);
    for (const log of this.rooms.values()) this.connection.send(this.#joinFrame(log));
    this.#follow();
    this.#hail?.resolve({ user: this.user, name: this.name });
    this.#hail = null;
  }

  /** @param {any} frame */
  #joined(frame) {
    const log = this.rooms.get(frame.room);
    if (log) {
      const added = log.applyJoined(frame);
      this.#settle(frame.messages ?? []);
      if (frame.how !== 'fresh') for (const message of added) this.#emit('message', message);
      this.#changed(frame.room, 'joined');
    }
    this.#answer(frame);
    this.#flush();
  }

  /** @param {Message} message */
  #message(message) {
    const log = this.rooms.get(message.room);
    if (!log) return;
    this.#settle([message]);
    if (log.insert([message]).length === 0) return;
    this.#emit('message', message);
    this.#changed(message.room, 'message');
  }

  /** Our own message came back: that is its acknowledgement. @param {Message[]} messages */
  #settle(messages) {
    let settled = false;
    for (const message of messages) {
      if (message.id && this.isMine(message)) settled = this.outbox.settle(message.id) || settled;
    }
    if (settled) this.#flush();
  }

  /** It was in the log already: the earlier try had gone through. @param {any} frame */
  #ack(frame) {
    const draft = this.outbox.get(frame.id);
    if (draft && this.outbox.settle(frame.id)) {
      const { room, text, id } = draft;
      const message = { room, text, id, seq: frame.seq, time: frame.time, user: this.user, name: this.name };
      if (this.rooms.get(room)?.insert([message]).length) this.#emit('message', message);
      this.#changed(room, 'message');
    }
    this.#flush();
  }

  /** @param {any} frame */
  #presence(frame) {
    const log = this.rooms.get(frame.room);
    log?.applyPresence(frame);
    if (log?.joined && log.count <= NAMED && log.members.size !== log.count) this.#roster(log);
    for (const { user, name } of frame.renamed ?? []) {
      if (user !== this.user) continue;
      if (name !== this.name) this.#named(name);
      this.#answer({ id: this.#renaming, name });
    }
    this.#changed(frame.room, 'presence');
  }

  /** @param {any} frame */
  #error(frame) {
    const error = new ChatError(frame.code, frame.reason ?? frame.code, frame.retryAfter);
    if (!this.#online) return this.#rejected(error);
    const draft = frame.id ? this.outbox.get(frame.id) : undefined;
    if (draft) return this.#undelivered(draft, error);
    if (frame.id && this.#requests.has(frame.id)) return this.#answer(frame, error);
    this.#emit('refused', frame);
  }

  /** Nothing but `hello` has been sent, so that is what was refused. @param {ChatError} error */
  #rejected(error) {
    this.connection.stop();
    if (this.#hail) this.#hail.reject(error);
    else this.#emit('nameless', { code: error.code, reason: error.message });
    this.#hail = null;
  }

  /**
   * @param {import('./outbox.js').Draft} draft
   * @param {ChatError} error
   */
  #undelivered(draft, error) {
    if (error.retryAfter !== undefined || error.code === 'rate_limited') {
      this.outbox.requeue(draft.id);
      this.outbox.pause(error.retryAfter ?? 1000);
      this.#emit('refused', { code: error.code, reason: error.message, retryAfter: error.retryAfter, room: draft.room });
    } else if (error.code === 'not_joined' && this.rooms.get(draft.room)?.joined) {
      const log = /** @type {RoomLog} */ (this.rooms.get(draft.room));
      log.joined = false;
      this.outbox.requeue(draft.id);
      this.connection.send(this.#joinFrame(log));
    } else {
      this.outbox.fail(draft.id, error.message);
    }
    this.#changed(draft.room, 'outbox');
    this.#flush();
  }

  /** Sends the next message, if the time has come. */
  #flush() {
    clearTimeout(this.#flushTimer);
    if (!this.#online) return;
    const wait = this.outbox.pausedUntil - Date.now();
    if (wait > 0) {
      this.#flushTimer = setTimeout(() => this.#flush(), wait + 10);
      return;
    }
    const draft = this.outbox.next((room) => this.rooms.get(room)?.joined ?? false);
    if (!draft) return;
    const { id, room, text } = draft;
    if (this.connection.send({ type: 'message', id, room, text })) this.outbox.sent(id);
    this.#awake();
  }

  /**
   * @param {any} frame
   * @returns {Promise<any>} the reply
   */
  #request(frame) {
    return new Promise((resolve, reject) => {
      if (!this.#online || !this.connection.send(frame)) {
        reject(new ChatError('offline', 'There is no connection.'));
        return;
      }
      const expire = () => {
        this.#requests.delete(frame.id);
        reject(new ChatError('timeout', 'The server did not answer.'));
      };
      const timer = setTimeout(expire, REQUEST_TIMEOUT);
      this.#requests.set(frame.id, { resolve, reject, timer, room: frame.room });
      this.#awake();
    });
  }

  /** @param {any} frame @param {Error} [error] */
  #answer(frame, error) {
    const request = this.#requests.get(frame.id);
    if (!request) return;
    clearTimeout(request.timer);
    this.#requests.delete(frame.id);
    if (error) request.reject(error);
    else request.resolve(frame);
  }

  /** The connection changed: say so in the terms of the chat. */
  #follow() {
    const { state, end } = this.connection;
    if (state !== 'open' && this.#online) this.#offline();
    const before = this.state;
    if (state === 'offline' || state === 'ended') this.state = state;
    else if (this.#online) this.state = 'online';
    else this.state = this.#everOnline || this.attempt > 0 ? 'reconnecting' : 'connecting';
    if (state === 'offline') this.#everOnline = false;
    if (before !== this.state || state === 'waiting' || state === 'connecting') {
      this.#emit('state', { state: this.state });
    }
    if (state === 'ended' && end) {
      this.#hail?.reject(new ChatError(end.code, end.reason));
      this.#hail = null;
      this.#emit('ended', end);
    }
  }

  #offline() {
    this.#online = false;
    this.#awake();
    clearTimeout(this.#flushTimer);
    this.outbox.rewind();
    for (const log of this.rooms.values()) log.joined = false;
    for (const [id, request] of this.#requests) {
      clearTimeout(request.timer);
      request.reject(new ChatError('offline', 'The connection was lost.'));
      this.#requests.delete(id);
    }
  }

  #awake() {
    if (!this.#idle) return;
    this.#idle = false;
    this.#emit('idle', null);
  }

  /** @param {string} name */
  #named(name) {
    this.name = this.#sessionName = name;
    this.#persist();
    this.#emit('name', { name });
  }

  #persist() {
    const value = { session: this.#session, name: this.name, mine: [...this.#mine] };
    try {
      if (this.remembered) this.storage?.setItem(this.#key, JSON.stringify(value));
      else this.storage?.removeItem(this.#key);
    } catch {
      // Without storage a reload asks for the name again; nothing else is lost.
    }
  }

  #restore() {
    try {
      const { session = '', name = '', mine = [] } = JSON.parse(this.storage?.getItem(this.#key) ?? '{}');
      this.#session = session;
      this.name = this.#sessionName = name;
      this.#mine = new Set(mine);
    } catch {
      // What cannot be read was not written by us.
    }
  }

  /** @param {string} room @param {string} what */
  #changed(room, what) {
    this.#emit('room', { room, what });
  }

  /** @param {string} type @param {unknown} detail */
  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

/** Line ends as one character, and no control characters, which the server refuses. @param {string} text */
export function cleanText(text) {
  return text.replace(/\r\n?/g, '\n').replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '');
}

function safeSessionStorage() {
  try {
    return globalThis.sessionStorage ?? null;
  } catch {
    return null; // a page in a sandbox may not touch it
  }
}

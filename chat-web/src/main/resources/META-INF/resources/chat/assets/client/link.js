// @ts-check
import { ChatError } from './chat-error.js';
import { Connection } from './connection.js';
import { newId } from './outbox.js';
import { Requests } from './requests.js';

/**
 * @typedef {'offline' | 'connecting' | 'online' | 'reconnecting' | 'ended'} ChatState
 * @typedef {{text: number, frame: number, rooms: number, idle: number, rate: number}} Limits
 * @typedef {object} Listener who is told what comes over the link
 * @property {() => void} welcomed
 * @property {() => void} lost
 * @property {(frame: any) => void} frame whatever is not about the link itself
 * @property {(type: string, detail: unknown) => void} emit
 */

/** A connection on which the server knows who we are: the greeting, the end, and the name. */
export class Link {
  /**
   * @param {URL} endpoint
   * @param {import('./session.js').Session} session
   * @param {Listener} listener
   * @param {{token?: string | (() => string), connection?: ConstructorParameters<typeof Connection>[1]}} options
   */
  constructor(endpoint, session, listener, { token, connection }) {
    this.session = session;
    this.listener = listener;
    this.token = token;
    /** @type {ChatState} */
    this.state = 'offline';
    /** @type {Limits} */
    this.limits = { text: 4000, frame: 65_536, rooms: 32, idle: 300, rate: 5 };
    /** Whether the server has welcomed us, on this socket. */
    this.online = false;
    this.requests = new Requests((frame) => this.send(frame));
    this.connection = new Connection(endpoint, connection);
    this.connection.addEventListener('open', () => this.#hello());
    this.connection.addEventListener('state', () => this.#follow());
    this.connection.addEventListener('frame', (event) => this.#receive(/** @type {CustomEvent} */ (event).detail));
  }

  #everOnline = false;
  /** @type {{name: string, promise: Promise<any>, resolve: (value: any) => void, reject: (error: Error) => void} | null} */
  #hail = null;
  #idle = false;
  #renaming = '';

  /** Who asks again before there is an answer shares it, unless it is for another name. @returns {Promise<{user: string, name: string}>} */
  async open() {
    const { user, name } = this.session;
    if (this.online) return { user, name };
    if (this.#hail && this.#hail.name !== name) {
      this.#hail.reject(new ChatError('superseded', 'Another attempt to connect took its place.'));
      this.#hail = null;
      if (this.connection.state === 'open') this.connection.stop(); // the other name has been told to the server
    }
    const hail = (this.#hail ??= hailing(name));
    if (this.connection.state === 'waiting') this.connection.retryNow();
    else this.connection.start();
    return hail.promise;
  }

  /** @param {string} name */
  async rename(name) {
    const id = newId();
    this.#renaming = id;
    const reply = await this.requests.ask({ type: 'name', id, name });
    if (reply.name && reply.name !== this.session.name) this.#named(reply.name);
  }

  /** Somebody in a room has another name now; it may be us. @param {{user: string, name: string}[]} members */
  renamed(members) {
    for (const { user, name } of members) {
      if (user !== this.session.user) continue;
      if (name !== this.session.name) this.#named(name);
      this.requests.answer({ id: this.#renaming, name });
    }
  }

  /** @param {any} frame @param {{answered?: boolean}} [options] @returns {boolean} false before the welcome */
  send(frame, options) {
    const sent = this.online && this.connection.send(frame, options);
    if (sent) this.#awake();
    return sent;
  }

  #hello() {
    const { session, token } = this;
    /** @type {Record<string, unknown>} */
    const hello = { type: 'hello', name: session.name };
    if (session.secret) hello.session = session.secret;
    if (token) hello.token = typeof token === 'function' ? token() : token;
    this.connection.send(hello);
  }

  /** @param {any} frame */
  #receive(frame) {
    if (frame.type === 'welcome') {
      this.#welcome(frame);
    } else if (frame.type === 'idle') {
      this.#idle = true;
      this.listener.emit('idle', { seconds: frame.seconds });
    } else if (frame.type === 'error' && !this.online) {
      this.#rejected(new ChatError(frame.code, frame.reason ?? frame.code, frame.retryAfter));
    } else {
      this.listener.frame(frame);
    }
  }

  /** @param {any} frame */
  #welcome(frame) {
    this.session.begin(frame);
    this.limits = { ...this.limits, ...frame.limits };
    this.online = true;
    this.#everOnline = true;
    this.connection.settled();
    this.#named(frame.name);
    this.listener.welcomed();
    this.#follow();
    this.#hail?.resolve({ user: this.session.user, name: this.session.name });
    this.#hail = null;
  }

  /** Nothing but `hello` has been sent, so that is what was refused. @param {ChatError} error */
  #rejected(error) {
    this.connection.stop();
    if (this.#hail) this.#hail.reject(error);
    else this.listener.emit('nameless', { code: error.code, reason: error.message });
    this.#hail = null;
  }

  /** The connection changed: say so in the terms of the chat. */
  #follow() {
    const { state, end, attempt } = this.connection;
    if (state !== 'open' && this.online) this.#lost();
    const before = this.state;
    if (state === 'offline' || state === 'ended') this.state = state;
    else if (this.online) this.state = 'online';
    else this.state = this.#everOnline || attempt > 0 ? 'reconnecting' : 'connecting';
    if (state === 'offline') this.#everOnline = false;
    if (before !== this.state || state === 'waiting' || state === 'connecting') {
      this.listener.emit('state', { state: this.state });
    }
    if (state === 'ended' && end) {
      this.#hail?.reject(new ChatError(end.code, end.reason));
      this.#hail = null;
      this.listener.emit('ended', end);
    }
  }

  #lost() {
    this.online = false;
    this.#awake();
    this.listener.lost();
    this.requests.failAll();
  }

  #awake() {
    if (!this.#idle) return;
    this.#idle = false;
    this.listener.emit('idle', null);
  }

  /** @param {string} name */
  #named(name) {
    this.session.named(name);
    this.listener.emit('name', { name });
  }
}

/** @param {string} name */
function hailing(name) {
  /** @type {(value: any) => void} */
  let resolve = () => {};
  /** @type {(error: Error) => void} */
  let reject = () => {};
  const promise = new Promise((yes, no) => ([resolve, reject] = [yes, no]));
  return { name, promise, resolve, reject };
}

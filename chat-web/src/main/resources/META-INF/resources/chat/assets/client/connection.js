// @ts-check
import { Backoff } from './backoff.js';

/** The sub-protocol this client speaks. */
export const PROTOCOL = 'chat.v1';

/** How long an answer may take before the socket is taken for dead, in milliseconds. */
const PATIENCE = 10_000;
/** After this long without a connection an attempt is given up, in milliseconds. */
const CONNECT_TIMEOUT = 15_000;

/** Close codes from here on mean "do not come back by yourself". */
const FINAL = 4500;

/**
 * @typedef {'offline' | 'connecting' | 'open' | 'waiting' | 'ended'} ConnectionState
 *   offline: not wanted · connecting: a socket is being opened · open: frames flow · waiting: until the next attempt ·
 *   ended: the server closed for good
 */

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

/**
 * One socket that comes back. It knows about sockets, close codes and time, and nothing about rooms.
 *
 * Events: `open`; `frame` with `detail` = the parsed frame; `state`.
 */
export class Connection extends EventTarget {
  /**
   * @param {string | URL} url of the WebSocket endpoint
   * @param {{WebSocket?: typeof WebSocket, backoff?: Backoff, window?: EventTarget | null, document?: any,
   *   clock?: () => number}} [options] what a test replaces
   */
  constructor(url, options = {}) {
    super();
    this.url = String(url);
    this.WebSocket = options.WebSocket ?? globalThis.WebSocket;
    this.backoff = options.backoff ?? new Backoff();
    this.window = options.window === undefined ? (globalThis.window ?? null) : options.window;
    this.document = options.document ?? globalThis.document ?? null;
    this.clock = options.clock ?? Date.now;
    /** @type {ConnectionState} */
    this.state = 'offline';
    /** When the next attempt begins, in milliseconds since the Unix epoch; 0 when none is planned. */
    this.retryAt = 0;
    /** @type {{code: string, reason: string} | null} why the server ended it */
    this.end = null;
  }

  /** @type {WebSocket | null} */
  #socket = null;
  /** @type {{code: string, reason: string, reconnect: boolean, after?: number} | null} */
  #bye = null;
  /** The wait was asked for by the server, so waking up does not cut it short. */
  #paced = false;
  #retryTimer = 0;
  #patienceTimer = 0;
  #connectTimer = 0;

  /** How many attempts have failed since the last good connection. */
  get attempt() {
    return this.backoff.attempt;
  }

  /** Opens the socket and keeps it open until {@link stop} or a final close. */
  start() {
    if (this.state === 'connecting' || this.state === 'open') return;
    if (this.state === 'offline' || this.state === 'ended') this.#listen(true);
    this.end = null;
    this.#open();
  }

  /** Closes the socket, and does not come back. */
  stop() {
    this.#listen(false);
    this.#drop();
    this.#become('offline');
  }

  /** The handshake of the chat went through: the next failure counts from one again. */
  settled() {
    this.backoff.reset();
  }

  /**
   * @param {object} frame
   * @param {{answered?: boolean}} [options] answered: the server owes an answer, and silence means a dead socket
   * @returns {boolean} whether it was handed to the socket
   */
  send(frame, { answered = true } = {}) {
    if (this.state !== 'open' || !this.#socket) return false;
    this.#socket.send(JSON.stringify(frame));
    if (answered && !this.#patienceTimer) {
      this.#patienceTimer = this.#after(PATIENCE, () => this.#lost());
    }
    return true;
  }

  /** Tries at once instead of waiting for the end of the back-off. */
  retryNow() {
    if (this.state === 'waiting') this.#open();
  }

  #open() {
    this.#drop();
    this.#bye = null;
    this.#become('connecting');
    let socket;
    try {
      socket = new this.WebSocket(this.url, [PROTOCOL]);
    } catch {
      this.#retry();
      return;
    }
    this.#socket = socket;
    socket.onopen = () => {
      clearTimeout(this.#connectTimer);
      this.#become('open');
      this.dispatchEvent(new Event('open'));
    };
    socket.onmessage = (event) => this.#receive(event.data);
    socket.onclose = (event) => this.#closed(event.code, event.reason);
    this.#connectTimer = this.#after(CONNECT_TIMEOUT, () => this.#lost());
  }

  /** @param {unknown} data */
  #receive(data) {
    clearTimeout(this.#patienceTimer);
    this.#patienceTimer = 0;
    let frame;
    try {
      frame = JSON.parse(String(data));
    } catch {
      return; // not for this version of the client
    }
    if (frame === null || typeof frame !== 'object') return;
    if (frame.type === 'bye') this.#bye = frame;
    this.dispatchEvent(new CustomEvent('frame', { detail: frame }));
  }

  /**
   * @param {number} code
   * @param {string} reason
   */
  #closed(code, reason) {
    const bye = this.#bye;
    this.#drop();
    const final = bye ? bye.reconnect === false : code >= FINAL && code < 5000;
    if (final) {
      this.#listen(false);
      this.end = { code: bye?.code ?? String(code), reason: bye?.reason || reason || 'The server closed the connection.' };
      this.#become('ended');
      return;
    }
    this.#retry(bye?.after);
  }

  /** The socket is open by name only: let it go and begin anew. */
  #lost() {
    this.#drop();
    this.#retry();
  }

  /** @param {number} [after] the wait the server asked for, in milliseconds */
  #retry(after) {
    this.#paced = typeof after === 'number' && after >= 0;
    // On top of what the server asked for: those whom it gave the same time do not come in the same moment.
    const delay = (this.#paced ? Number(after) : 0) + this.backoff.next();
    this.retryAt = this.clock() + delay;
    this.#retryTimer = this.#after(delay, () => this.#open());
    this.#become('waiting');
  }

  /** Network back, page visible, page restored: go at once, and ask whether an open socket still lives. */
  #wake = () => {
    if (this.document?.visibilityState === 'hidden') return;
    if (this.state === 'waiting' && !this.#paced) this.#open();
    else if (this.state === 'open') this.send({ type: 'ping' });
  };

  /** @param {boolean} on */
  #listen(on) {
    const method = on ? 'addEventListener' : 'removeEventListener';
    this.window?.[method]('online', this.#wake);
    this.window?.[method]('pageshow', this.#wake);
    this.document?.[method]?.('visibilitychange', this.#wake);
  }

  #drop() {
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#patienceTimer);
    clearTimeout(this.#connectTimer);
    this.#patienceTimer = 0;
    this.retryAt = 0;
    const socket = this.#socket;
    this.#socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    if (socket.readyState <= 1) socket.close(1000);
  }

  /** @param {number} ms @param {() => void} run @returns {any} */
  #after(ms, run) {
    return setTimeout(run, ms);
  }

  /** @param {ConnectionState} state */
  #become(state) {
    this.state = state;
    this.dispatchEvent(new Event('state'));
  }
}

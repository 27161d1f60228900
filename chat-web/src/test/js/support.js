// Stand-ins for what a browser has and Node has not.

/** A socket that the test is the server of. */
export class FakeSocket {
  /** @type {FakeSocket[]} */
  static all = [];

  static get last() {
    return FakeSocket.all[FakeSocket.all.length - 1];
  }

  constructor(url, protocols) {
    this.url = url;
    this.protocols = protocols;
    this.readyState = 0;
    this.sent = [];
    FakeSocket.all.push(this);
  }

  send(text) {
    this.sent.push(JSON.parse(text));
  }

  close(code) {
    this.readyState = 3;
    this.closedWith = code;
  }

  // What the server does.

  open() {
    this.readyState = 1;
    this.onopen?.();
  }

  says(...frames) {
    for (const frame of frames) this.onmessage?.({ data: JSON.stringify(frame) });
  }

  drops(code = 1006, reason = '') {
    this.readyState = 3;
    this.onclose?.({ code, reason });
  }

  /** The frames of one type that the client sent. */
  heard(type) {
    return this.sent.filter((frame) => frame.type === type);
  }
}

export class FakeStorage {
  items = new Map();

  getItem(key) {
    return this.items.get(key) ?? null;
  }

  setItem(key, value) {
    this.items.set(key, String(value));
  }

  removeItem(key) {
    this.items.delete(key);
  }
}

/** A document that can be hidden and shown. */
export class FakeDocument extends EventTarget {
  visibilityState = 'visible';

  show() {
    this.visibilityState = 'visible';
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

export const MAIN = '../../main/resources/META-INF/resources/chat/assets';

/** Lets everything that is ready run. */
export const settle = () => new Promise((resolve) => setImmediate(resolve));

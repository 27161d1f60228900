// @ts-check

/**
 * Who this client is: its name, its public id, and the secret that makes it the same user after a reconnect or a
 * reload of the page.
 */
export class Session {
  /** @param {string} key under which it is kept @param {Storage | null} storage */
  constructor(key, storage) {
    this.key = key;
    this.storage = storage;
    this.user = '';
    this.name = '';
    /** What the server lets this user do everywhere: 'owner', 'moderator', or nothing. */
    this.role = '';
    this.secret = '';
    /** The name that the secret stands for. */
    this.secretName = '';
    /** @type {Set<string>} all ids this page has had: a server that forgot us gives a new one */
    this.mine = new Set();
    this.#restore();
  }

  /** Whether there is something to go on with, from before a reload of the page. */
  get remembered() {
    return this.secret !== '' && this.name !== '';
  }

  /** Whether a message is from this client. @param {{user?: string}} message */
  wrote({ user }) {
    return user !== undefined && this.mine.has(user);
  }

  /** The name to ask for; another one than before makes another user. @param {string} name */
  want(name) {
    if (name !== this.secretName) this.secret = '';
    this.name = name;
  }

  /** @param {any} welcome the frame */
  begin(welcome) {
    this.user = welcome.user;
    this.mine.add(welcome.user);
    this.secret = welcome.session ?? '';
    this.role = welcome.role ?? '';
  }

  /** @param {string} name */
  named(name) {
    this.name = this.secretName = name;
    this.persist();
  }

  persist() {
    const value = { session: this.secret, name: this.name, mine: [...this.mine] };
    try {
      if (this.remembered) this.storage?.setItem(this.key, JSON.stringify(value));
      else this.storage?.removeItem(this.key);
    } catch {
      // Without storage a reload asks for the name again; nothing else is lost.
    }
  }

  #restore() {
    try {
      const { session = '', name = '', mine = [] } = JSON.parse(this.storage?.getItem(this.key) ?? '{}');
      this.secret = session;
      this.name = this.secretName = name;
      this.mine = new Set(mine);
    } catch {
      // What cannot be read was not written by us.
    }
  }
}

/** @returns {Storage | null} */
export function safeSessionStorage() {
  try {
    return globalThis.sessionStorage ?? null;
  } catch {
    return null; // a page in a sandbox may not touch it
  }
}

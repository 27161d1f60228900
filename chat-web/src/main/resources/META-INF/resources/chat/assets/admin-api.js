// @ts-check

/** A request was refused, or the server could not make sense of it. */
export class Refused extends Error {
  /** @param {number} status of HTTP @param {string} reason for a human */
  constructor(status, reason) {
    super(reason);
    this.status = status;
  }
}

/** How many of the newest messages of a room are looked at; the server sends fewer when they are long. */
const PAGE = 100;

/** The API for scripts, as the page for administrators uses it. The token is kept here and nowhere else. */
export class AdminApi {
  /** @param {string} token */
  constructor(token) {
    this.#token = token;
  }

  #token;

  /**
   * @param {string} path
   * @param {object} [body]
   * @param {string} [method]
   * @returns {Promise<any>} fails with {@link Refused}, or with what fetch fails with
   */
  async ask(path, body, method = body ? 'POST' : 'GET') {
    const response = await fetch(new URL(`api/${path}`, document.baseURI), {
      method,
      headers: { Authorization: `Bearer ${this.#token}` },
      body: body && JSON.stringify(body),
      cache: 'no-store',
      credentials: 'omit',
    });
    const answer = await response.json();
    if (!response.ok) throw new Refused(response.status, answer.reason);
    return answer;
  }

  /** @param {string} room @param {string} path @param {object} [body] @param {string} [method] */
  inRoom(room, path, body, method) {
    return this.ask(`rooms/${encodeURIComponent(room)}${path}`, body, method);
  }

  /** All rooms, and who does not keep up anywhere. */
  async everything() {
    const [{ rooms, connections }, { count, slow }] = await Promise.all([this.ask('rooms'), this.ask('slow')]);
    return { rooms, connections, count, slow };
  }

  /** What there is to see of one room. @param {string} room */
  async room(room) {
    const [info, { members }, { messages }, { bans }, { mutes }] = await Promise.all(
      ['', '/members', `/messages?limit=${PAGE}`, '/bans', '/mutes'].map((path) => this.inRoom(room, path)),
    );
    return { info, members, messages, bans, mutes };
  }
}

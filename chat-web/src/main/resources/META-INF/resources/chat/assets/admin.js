// @ts-check
import { AdminApi } from './admin-api.js';
import { number } from './admin-people.js';
import { room } from './admin-room.js';
import { adminStyles } from './admin-styles.js';
import { base, theme } from './ui/theme.js';
import { html, nothing, repeat, View } from './ui/view.js';

/**
 * The page for whoever runs the server: rooms, people, those who talk most, those who cannot keep up; looked at anew every
 * two seconds. It uses the API for scripts. The token stays in the memory of this page and is sent in a header, never in an
 * address.
 */

const PERIOD = 2000;
/** A room stays as it is until the mouse has rested on it so long: nobody is banned who moved under the pointer. */
const STILL = 3000;
const NOBODY = new AdminApi('');
const NOTHING = { open: false, error: '', said: '', rooms: [], slow: [], room: '', detail: null, tiles: [], needle: '' };

class NettyChatAdmin extends View {
  static styles = [theme, base, adminStyles];

  static properties = {
    state: { state: true },
  };

  #api = NOBODY;
  /** Counted up with each look: an older one that is still under way plans no further ones. */
  #turn = 0;
  /** @type {number | undefined} */
  #timer;
  /** @type {Map<string, {seq: number, at: number}>} */
  #before = new Map();
  /** When the mouse last moved over the room, by performance.now(). */
  #moved = -STILL;

  constructor() {
    super();
    this.state = { ...NOTHING, busy: false };
  }

  #set(changes) {
    this.state = { ...this.state, ...changes };
  }

  /** @param {SubmitEvent} event */
  async #login(event) {
    event.preventDefault();
    const field = /** @type {HTMLInputElement} */ (this.renderRoot.querySelector('#token'));
    const api = new AdminApi(field.value.trim());
    this.#set({ busy: true, error: '' });
    try {
      await api.ask('rooms');
      field.value = '';
      this.#api = api;
      this.#set({ open: true, busy: false });
      await this.updateComplete;
      /** @type {HTMLElement} */ (this.renderRoot.querySelector('h1')).focus();
      this.#look();
    } catch (e) {
      this.#set({ busy: false, error: e.status === 401 ? 'This is not the token.' : `It did not work: ${e.message}` });
    }
  }

  /** @param {string} [error] */
  #logout(error = '') {
    clearTimeout(this.#timer);
    this.#turn++;
    this.#api = NOBODY;
    this.#set({ ...NOTHING, error });
    this.#before.clear();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#logout();
  }

  async #look() {
    clearTimeout(this.#timer);
    const turn = ++this.#turn;
    try {
      await this.#lookAtRooms(turn);
      // Only now is it known which room stands first.
      if (turn === this.#turn) await this.#lookAtRoom(turn);
      if (turn !== this.#turn) return;
      this.#set({ error: '' });
    } catch (e) {
      if (turn !== this.#turn) return;
      if (e.status === 401) {
        this.#logout('The token is not valid any more.');
        return;
      }
      this.#set({ error: `The server cannot be asked: ${e.message}` });
    }
    this.#timer = setTimeout(() => this.#look(), PERIOD);
  }

  /** @param {number} turn */
  async #lookAtRooms(turn) {
    const { rooms, connections, count, slow } = await this.#api.everything();
    if (turn !== this.#turn) return;
    const at = performance.now();
    let perSecond = 0;
    for (const room of rooms) {
      const before = this.#before.get(room.room);
      room.rate = before ? Math.max(0, ((room.seq - before.seq) * 1000) / (at - before.at)) : 0;
      perSecond += room.rate;
    }
    this.#before = new Map(rooms.map((room) => [room.room, { seq: room.seq, at }]));
    rooms.sort((a, b) => b.rate - a.rate || b.connections - a.connections || (a.room < b.room ? -1 : 1));
    this.#set({
      rooms,
      slow,
      room: this.state.room || rooms[0]?.room || '',
      tiles: [
        ['Connections', number.format(connections)],
        ['Rooms', number.format(rooms.length)],
        ['Messages a second', perSecond.toFixed(1)],
        ['Slow readers', number.format(count), count > 0],
        ['Furthest behind', number.format(slow[0]?.behind ?? 0), count > 0],
      ],
    });
  }

  /** @param {number} turn */
  async #lookAtRoom(turn) {
    const { room, detail: shown } = this.state;
    if (!room || (shown?.info.room === room && performance.now() - this.#moved < STILL)) return;
    const detail = await this.#api.room(room);
    if (turn === this.#turn) this.#set({ detail });
  }

  /** @param {string} what done, said when it is @param {string} path @param {object} [body] @param {string} [method] */
  async #act(what, path, body, method) {
    const api = this.#api;
    const { room } = this.state;
    const say = (/** @type {string} */ text) => this.#set({ said: room === this.state.room ? text : `#${room}: ${text}` });
    try {
      await api.inRoom(room, path, body, method ?? 'POST');
      if (api !== this.#api) return; // signed out meanwhile
      say(what);
      this.#moved = -STILL;
      await this.#look();
    } catch (e) {
      if (api === this.#api) say(`Not done: ${e.message}`);
    }
  }

  /** @param {string} room */
  #choose(room) {
    this.#set({ room, detail: null, said: '', needle: '' });
    this.#look();
  }

  render() {
    return this.state.open ? this.#desk() : this.#entry();
  }

  #entry() {
    const { busy, error } = this.state;
    return html`<section class="entry" aria-label="Sign in">
      <form @submit=${(event) => this.#login(event)}>
        <h1>Administration</h1>
        <label for="token">Token</label>
        <input id="token" type="password" autocomplete="off" required aria-describedby="token-error" />
        <p class="error" id="token-error" role="alert">${error || nothing}</p>
        <button class="primary" ?disabled=${busy}>Sign in</button>
      </form>
    </section>`;
  }

  #desk() {
    const { tiles, rooms, slow, detail, said, error, needle } = this.state;
    const on = {
      act: (what, path, body, method) => this.#act(what, path, body, method),
      find: (text) => this.#set({ needle: text }),
    };
    return html`<header>
        <h1 tabindex="-1">Administration</h1>
        <p role="status">${error || said || nothing}</p>
        <button @click=${() => this.#logout()}>Sign out</button>
      </header>
      <dl class="tiles">
        ${tiles.map(([name, value, warns]) => html`<div class=${warns ? 'warns' : ''}><dt>${name}</dt><dd>${value}</dd></div>`)}
      </dl>
      <div class="columns">
        <div class="stack">${this.#rooms(rooms)} ${this.#slow(slow)}</div>
        ${detail ? html`<div class="stack" @pointermove=${this.#pointed}>${room(detail, needle, on)}</div>` : nothing}
      </div>`;
  }

  /** @param {PointerEvent} event */
  #pointed({ pointerType }) {
    if (pointerType === 'mouse') this.#moved = performance.now();
  }

  #rooms(rooms) {
    return html`<section aria-label="Rooms">
      <h2>Rooms</h2>
      <table>
        <thead>
          <tr><th>Room</th><th class="n">People</th><th class="n connections">Connections</th><th class="n">Said</th><th class="n">Per second</th></tr>
        </thead>
        <tbody>
          ${repeat(
            rooms,
            (one) => one.room,
            (one) => html`<tr>
              <td>
                <button class="link" dir="auto" aria-pressed=${one.room === this.state.room ? 'true' : 'false'}
                  @click=${() => this.#choose(one.room)}>#${one.room}</button>${one.closed ? ' (closed)' : nothing}
              </td>
              <td class="n">${number.format(one.members)}</td>
              <td class="n connections">${number.format(one.connections)}</td>
              <td class="n">${number.format(one.seq)}</td>
              <td class="n">${one.rate.toFixed(1)}</td>
            </tr>`,
          )}
        </tbody>
      </table>
      ${rooms.length ? nothing : html`<p class="soft">There is no room yet.</p>`}
    </section>`;
  }

  /** A name leads to the room, where its owner can be dealt with. */
  #slow(slow) {
    return html`<section aria-label="Slow readers">
      <h2>Slow readers</h2>
      ${slow.length ? nothing : html`<p class="soft">Everybody keeps up.</p>`}
      <ul class="people" role="list">
        ${slow.map(
          ({ room, name, behind }) => html`<li>
            <span class="who"><strong dir="auto">${name ?? 'Somebody without a name'}</strong> in
              <button class="link" dir="auto" @click=${() => this.#choose(room)}>#${room}</button></span>
            <span class="n warns">${number.format(behind)} behind</span>
          </li>`,
        )}
      </ul>
    </section>`;
  }
}

customElements.define('netty-chat-admin', NettyChatAdmin);

// @ts-check
import { adminStyles } from './admin-styles.js';
import { base, theme } from './ui/theme.js';
import { html, nothing, repeat, View } from './ui/view.js';

/**
 * The page for whoever runs the server: rooms, people, those who talk most, those who cannot keep up; looked at anew every
 * two seconds. It uses the API for scripts. The token stays in the memory of this page and is sent in a header, never in an
 * address.
 */

const PERIOD = 2000;
const PAGE = 100;

class Refused extends Error {
  /** @param {number} status @param {string} reason */
  constructor(status, reason) {
    super(reason);
    this.status = status;
  }
}

const number = new Intl.NumberFormat('en');

class NettyChatAdmin extends View {
  static styles = [theme, base, adminStyles];

  static properties = {
    state: { state: true },
  };

  #token = '';
  /** @type {number | undefined} */
  #timer;
  /** @type {Map<string, {seq: number, at: number}>} */
  #before = new Map();

  constructor() {
    super();
    this.state = { open: false, error: '', busy: false, said: '', rooms: [], slow: [], room: '', detail: null, tiles: [] };
  }

  #set(changes) {
    this.state = { ...this.state, ...changes };
  }

  /** @param {string} path @param {object} [body] @param {string} [method] */
  async #ask(path, body, method = body ? 'POST' : 'GET') {
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

  /** @param {string} [path] */
  #roomPath(path = '') {
    return `rooms/${encodeURIComponent(this.state.room)}${path}`;
  }

  /** @param {SubmitEvent} event */
  async #login(event) {
    event.preventDefault();
    const field = /** @type {HTMLInputElement} */ (this.renderRoot.querySelector('#token'));
    this.#token = field.value.trim();
    this.#set({ busy: true, error: '' });
    try {
      await this.#ask('rooms');
      field.value = '';
      this.#set({ open: true, busy: false });
      this.#look();
    } catch (e) {
      this.#token = '';
      this.#set({ busy: false, error: e.status === 401 ? 'This is not the token.' : `It did not work: ${e.message}` });
    }
  }

  #logout() {
    clearTimeout(this.#timer);
    this.#token = '';
    this.#set({ open: false, detail: null, rooms: [], slow: [], tiles: [], room: '', said: '' });
    this.#before.clear();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  async #look() {
    clearTimeout(this.#timer);
    try {
      await Promise.all([this.#lookAtRooms(), this.#lookAtRoom()]);
      this.#set({ error: '' });
    } catch (e) {
      if (e.status === 401) {
        this.#logout();
        return;
      }
      this.#set({ error: `The server cannot be asked: ${e.message}` });
    }
    if (this.state.open) this.#timer = setTimeout(() => this.#look(), PERIOD);
  }

  async #lookAtRooms() {
    const [{ rooms, connections }, { count, slow }] = await Promise.all([this.#ask('rooms'), this.#ask('slow')]);
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

  async #lookAtRoom() {
    const room = this.state.room;
    if (!room) return;
    const [info, { members }, { messages }, { bans }, { mutes }] = await Promise.all([
      this.#ask(this.#roomPath()),
      this.#ask(this.#roomPath('/members')),
      this.#ask(this.#roomPath(`/messages?limit=${PAGE}`)),
      this.#ask(this.#roomPath('/bans')),
      this.#ask(this.#roomPath('/mutes')),
    ]);
    if (room === this.state.room) this.#set({ detail: { info, members, messages, bans, mutes } });
  }

  /** @param {string} what done, said when it is @param {string} path @param {object} [body] @param {string} [method] */
  async #act(what, path, body, method) {
    try {
      await this.#ask(this.#roomPath(path), body, method ?? 'POST');
      this.#set({ said: what });
      await this.#look();
    } catch (e) {
      this.#set({ said: `Not done: ${e.message}` });
    }
  }

  /** @param {string} room */
  #choose(room) {
    this.#set({ room, detail: null, said: '' });
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
    const { tiles, rooms, slow, room, detail, said, error } = this.state;
    return html`<header>
        <h1>Administration</h1>
        <p role="status">${error || said || nothing}</p>
        <button @click=${() => this.#logout()}>Sign out</button>
      </header>
      <dl class="tiles">
        ${tiles.map(([name, value, warns]) => html`<div class=${warns ? 'warns' : ''}><dt>${name}</dt><dd>${value}</dd></div>`)}
      </dl>
      <div class="columns">
        <div class="stack">
        <section aria-label="Rooms">
          <h2>Rooms</h2>
          <table>
            <thead>
              <tr><th>Room</th><th class="n">People</th><th class="n">Connections</th><th class="n">Said</th><th class="n">A second</th></tr>
            </thead>
            <tbody>
              ${repeat(
                rooms,
                (one) => one.room,
                (one) => html`<tr>
                  <td>
                    <button class="link" aria-pressed=${one.room === room ? 'true' : 'false'}
                      @click=${() => this.#choose(one.room)}>#${one.room}</button>${one.closed ? ' (closed)' : nothing}
                  </td>
                  <td class="n">${number.format(one.members)}</td>
                  <td class="n">${number.format(one.connections)}</td>
                  <td class="n">${number.format(one.seq)}</td>
                  <td class="n">${one.rate.toFixed(1)}</td>
                </tr>`,
              )}
            </tbody>
          </table>
          ${rooms.length ? nothing : html`<p class="soft">There is no room yet.</p>`}
        </section>
        ${this.#slow(slow)}
        </div>
        ${detail ? this.#room(detail) : nothing}
      </div>`;
  }

  /** A name leads to the room, where its owner can be dealt with. */
  #slow(slow) {
    return html`<section aria-label="Slow readers">
      <h2>Slow readers</h2>
      ${slow.length ? nothing : html`<p class="soft">Everybody keeps up.</p>`}
      <ul class="people">
        ${slow.map(
          ({ room, name, behind }) => html`<li>
            <span class="who"><strong dir="auto">${name ?? 'Somebody without a name'}</strong> in
              <button class="link" @click=${() => this.#choose(room)}>#${room}</button></span>
            <span class="n warns">${number.format(behind)} behind</span>
          </li>`,
        )}
      </ul>
    </section>`;
  }

  #room({ info, members, messages, bans, mutes }) {
    const said = new Map();
    for (const message of messages) {
      if (message.text) said.set(message.user, (said.get(message.user) ?? 0) + 1);
    }
    const names = new Map([...messages, ...members].map(({ user, name }) => [user, name]));
    const talkers = [...said].sort((a, b) => b[1] - a[1]).slice(0, 10);
    return html`<section aria-label="Room ${info.room}">
      <h2>#${info.room}
        ${info.closed
          ? html`<button @click=${() => this.#act('Opened again.', '/reopen')}>Open again</button>`
          : html`<button @click=${() => this.#act('Closed.', '/close', { reason: 'This room has been closed.' })}>Close</button>`}
      </h2>
      <h3>People (${number.format(members.length)})</h3>
      <ul class="people">
        ${repeat(members, ({ user }) => user, (member) => this.#person(member, member.role === 'member' ? '' : member.role))}
      </ul>
      <h3>Who talks most (of the last ${PAGE} messages)</h3>
      <ul class="people">
        ${repeat(talkers, ([user]) => user, ([user, count]) => this.#person({ user, name: names.get(user) }, count === 1 ? '1 message' : `${count} messages`))}
      </ul>
      ${this.#sanctions('Banned', bans, 'unban', 'Let in again')} ${this.#sanctions('Muted', mutes, 'unmute', 'Let speak again')}
      <h3>Last messages</h3>
      <ol class="messages">
        ${repeat(
          messages.filter(({ text }) => text).slice(-20).reverse(),
          ({ seq }) => seq,
          ({ seq, name, text }) => html`<li>
            <strong dir="auto">${name}</strong> <span dir="auto">${text}</span>
            <button aria-label="Delete message ${seq}" @click=${() => this.#act('Deleted.', `/messages/${seq}`, undefined, 'DELETE')}>Delete</button>
          </li>`,
        )}
      </ol>
    </section>`;
  }

  #person({ user, name }, note) {
    const about = (verb) => `${verb} ${name}`;
    return html`<li>
      <span class="who"><strong dir="auto" title=${user}>${name}</strong> <span class="soft">${note}</span></span>
      <span class="acts">
        <button aria-label=${about('Kick')} @click=${() => this.#act(`${name} was sent out.`, '/kick', { user })}>Kick</button>
        <button aria-label=${about('Mute')} @click=${() => this.#act(`${name} is mute for 10 minutes.`, '/mute', { user, name, seconds: 600 })}>Mute 10 min</button>
        <button aria-label=${about('Ban')} class="danger" @click=${() => this.#act(`${name} is banned for an hour.`, '/ban', { user, name, seconds: 3600 })}>Ban 1 h</button>
      </span>
    </li>`;
  }

  #sanctions(title, all, path, undo) {
    if (!all.length) return nothing;
    return html`<h3>${title}</h3>
      <ul class="people">
        ${repeat(
          all,
          ({ user }) => user,
          ({ user, name, until }) => html`<li>
            <span class="who"><strong dir="auto" title=${user}>${name}</strong>
              <span class="soft">${until ? `until ${new Date(until).toLocaleTimeString()}` : 'for good'}</span></span>
            <span class="acts"><button @click=${() => this.#act(`${name}: ${undo.toLowerCase()}.`, `/${path}`, { user })}>${undo}</button></span>
          </li>`,
        )}
      </ul>`;
  }
}

customElements.define('netty-chat-admin', NettyChatAdmin);

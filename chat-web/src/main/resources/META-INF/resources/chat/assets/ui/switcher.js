// @ts-check
import { css, html, nothing } from './view.js';
import { icons } from './icons.js';
import { roomList } from './panels.js';

/** What the server takes for a room: 1 to 64 letters, digits, `-`, `_` and `.`. */
const ROOM = /^[\p{L}\p{N}_.-]{1,64}$/u;

/** @param {string} name @returns {string} empty when it cannot be a room */
export function roomName(name) {
  const room = name.trim().replace(/^#/, '').replace(/\s+/g, '-');
  return ROOM.test(room) ? room : '';
}

/**
 * Rooms to go to: those one is in, those one has been in, and any other by its name.
 * @param {object} state
 * @param {import('./panels.js').RoomLine[]} state.rooms
 * @param {string[]} state.recent
 * @param {string} state.typed
 * @param {string} state.error
 * @param {any} on
 */
export function switcher({ rooms, recent, typed, error }, on) {
  const needle = typed.trim().replace(/^#/, '').toLowerCase();
  const fits = (/** @type {string} */ name) => name.toLowerCase().includes(needle);
  const found = rooms.filter((room) => fits(room.name));
  const other = recent.filter((name) => fits(name) && !rooms.some((room) => room.name === name)).slice(0, 5);
  return html`<form class="find" @submit=${on.submit}>
      <label class="said" for="room">Room</label>
      <input class="field" id="room" name="room" placeholder="Find or join…" autocomplete="off" autocapitalize="none"
        spellcheck="false" enterkeyhint="go" dir="auto" autofocus .value=${typed} @input=${on.input}
        aria-describedby="room-error" />
      <button class="primary">Go</button>
    </form>
    <p class="error" id="room-error" role="alert">${error || nothing}</p>
    <div class="found">${roomList(found, on)}</div>
    ${other.length
      ? html`<h3>Recent</h3>
          <ul role="list" aria-label="Recent rooms">
            ${other.map((name) => html`<li class="room">
              <button class="open" @click=${() => on.go(name)}>${icons.clock}<span class="label" dir="auto">${name}</span></button>
            </li>`)}
          </ul>`
      : nothing}`;
}

export const switcherStyles = css`
  .find {
    display: flex;
    gap: 8px;
  }

  .find .field {
    flex: 1;
    min-inline-size: 0;
  }

  #room-error:empty {
    display: none;
  }
`;

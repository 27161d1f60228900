// @ts-check
import { classMap, html, nothing } from './view.js';
import { face } from './face.js';
import { icons, mark } from './icons.js';
import { isAbove } from './moderation.js';

/**
 * @typedef {object} RoomLine
 * @property {string} name
 * @property {number} unread
 * @property {boolean} mentioned
 * @property {boolean} current
 */

/**
 * The rooms one is in.
 * @param {RoomLine[]} rooms
 * @param {{go: (room: string) => void, leave: (room: string) => void}} on
 */
export function roomList(rooms, on) {
  return html`<ul role="list" aria-label="Rooms">
    ${rooms.map((room) => html`<li class=${classMap({ room: true, current: room.current })}>
      <button class="open" aria-current=${room.current ? 'page' : nothing} @click=${() => on.go(room.name)}>
        <span class="label" dir="auto" title=${room.name}><span class="hash" aria-hidden="true">#</span>${room.name}</span>
        ${badge(room)}
      </button>
      ${rooms.length > 1
        ? html`<button class="part" aria-label="Leave ${room.name}" title="Leave" @click=${() => on.leave(room.name)}>
            ${icons.close}
          </button>`
        : nothing}
    </li>`)}
  </ul>`;
}

/** @param {RoomLine} room */
function badge({ unread, mentioned }) {
  if (unread === 0) return nothing;
  return html`<span class=${classMap({ badge: true, mentioned })}>${unread > 99 ? '99+' : unread}<span class="said">
    unread${mentioned ? ', you were mentioned' : ''}</span></span>`;
}

/**
 * The column of rooms, with oneself at its foot.
 * @param {object} state
 * @param {RoomLine[]} state.rooms
 * @param {{user: string, name: string}} state.me
 * @param {boolean} state.locked
 * @param {any} on
 */
export function roomsPanel({ rooms, me, locked }, on) {
  return html`<nav class="rooms" aria-label="Rooms">
    <div class="brand">${mark}<span>Netty Chat</span></div>
    <div class="scroll">
      ${roomList(rooms, on)}
      ${locked ? nothing : html`<button class="add" @click=${on.switcher}>${icons.plus} Join a room</button>`}
    </div>
    <div class="self">
      ${face(me.user, me.name)}
      <button class="who" @click=${on.rename} title="Change name">
        <span class="label" dir="auto">${me.name}</span><span class="sub">Change name</span>
      </button>
    </div>
  </nav>`;
}

/**
 * Who is here, oneself first.
 * @param {import('../client/room-log.js').RoomLog} log
 * @param {string} me
 * @param {string} role own
 * @param {(user: string, name: string) => void} [onModerate] for those who may
 */
export function peopleList(log, me, role, onModerate) {
  const people = [...log.members].sort(([a, x], [b, y]) =>
    a === me ? -1 : b === me ? 1 : x.localeCompare(y, undefined, { sensitivity: 'base' }),
  );
  if (people.length === 0) {
    return html`<p class="many">${log.count.toLocaleString()} people are here: too many to name them all.</p>`;
  }
  return html`<ul role="list" aria-label="People">
    ${people.map(([user, name]) => html`<li class="person">
      ${face(user, name)}<span class="label" dir="auto" title=${name}>${name}</span>
      ${user === me || log.roles.has(user)
        ? html`<span class="you">${[log.roles.get(user), user === me ? 'you' : ''].filter(Boolean).join(', ')}</span>`
        : nothing}
      ${onModerate && user !== me && isAbove(role, log.roles.get(user) ?? '')
        ? html`<button class="icon" aria-label="Moderate ${name}" title="Moderate" @click=${() => onModerate(user, name)}>
            ${icons.shield}
          </button>`
        : nothing}
    </li>`)}
  </ul>`;
}

/**
 * @param {import('../client/room-log.js').RoomLog} log
 * @param {string} me
 * @param {string} role
 * @param {(user: string, name: string) => void} [onModerate]
 */
export function peoplePanel(log, me, role, onModerate) {
  return html`<section class="people" aria-label="Who is here">
    <h2>People <span class="number">${log.count}</span></h2>
    <div class="scroll">${peopleList(log, me, role, onModerate)}</div>
  </section>`;
}

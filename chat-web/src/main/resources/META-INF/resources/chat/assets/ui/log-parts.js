// @ts-check
import { html, nothing } from './view.js';
import { icons } from './icons.js';
import { names } from './timeline.js';

/** @typedef {import('../client/room-log.js').RoomLog} RoomLog */

/** What stands above the first message. @param {RoomLog} log */
export function beginning(log) {
  return html`<div class="beginning">
    <p class="where" dir="auto">#${log.name}</p>
    <p>${log.messages[0]?.seq > 1 ? 'Older messages are no longer kept.' : 'This is the beginning of the room.'}</p>
    ${log.count === 1 && log.messages.length === 0
      ? html`<p>Nobody else is here yet. <button class="link" data-act="invite">Invite someone</button></p>`
      : nothing}
  </div>`;
}

/** The way back to the end, and how much waits there. @param {RoomLog} log @param {() => void} onClick */
export function latest({ unread }, onClick) {
  return html`<button class="latest" @click=${onClick}>
    ${icons.down} Jump to latest${unread ? html` <span class="count">${unread > 999 ? '999+' : unread} new</span>` : nothing}
  </button>`;
}

/** Who is typing. @param {RoomLog} log @param {string} me */
export function typing(log, me) {
  const who = log.typists(me);
  if (who.length === 0) return nothing;
  return html`<span class="dots"><i></i><i></i><i></i></span>
    <span dir="auto">${names(who)} ${who.length === 1 ? 'is' : 'are'} typing</span>`;
}

/** The first message in view, and where it stands. @param {ParentNode} root */
export function anchorIn(root) {
  const scroller = root.querySelector('.scroller');
  if (!scroller) return null;
  const edge = scroller.getBoundingClientRect().top;
  for (const element of scroller.querySelectorAll('.msg')) {
    const { top, bottom } = element.getBoundingClientRect();
    if (bottom > edge) return { key: /** @type {HTMLElement} */ (element).dataset.key ?? '', top };
  }
  return null;
}

/** The actions of a message stand above it, unless that is out of view. @param {ParentNode} root */
export function placeActions(root) {
  const actions = root.querySelector('.actions');
  const edge = root.querySelector('.scroller')?.getBoundingClientRect().top ?? 0;
  actions?.classList.remove('below');
  if (actions && actions.getBoundingClientRect().top < edge) actions.classList.add('below');
}

/**
 * Moves the focus from message to message; into the list at its end.
 * @param {ParentNode} root
 * @param {EventTarget | null} from what has the focus
 * @param {1 | -1} step
 * @returns {boolean} whether there was one to go to
 */
export function walk(root, from, step) {
  const messages = /** @type {HTMLElement[]} */ ([...root.querySelectorAll('.msg')]);
  const at = messages.indexOf(/** @type {HTMLElement} */ (/** @type {Element} */ (from).closest('.msg')));
  const next = at < 0 ? messages[messages.length - 1] : messages[at + step];
  if (!next) return false;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: 'nearest' });
  return true;
}

// @ts-check
import { html, repeat } from './ui/view.js';

export const number = new Intl.NumberFormat('en');

/**
 * @template {{user: string}} T
 * @param {string} heading id of what names the list
 * @param {T[]} all
 * @param {(one: T) => unknown} line
 */
export function people(heading, all, line) {
  return html`<ul class="people" role="list" aria-labelledby=${heading}>${repeat(all, ({ user }) => user, line)}</ul>`;
}

/**
 * Somebody, and what can be done about them.
 * @param {{user: string, name?: string}} whom
 * @param {string} note
 * @param {(what: string, path: string, body: object) => void} act
 */
export function person({ user, name = 'Somebody' }, note, act) {
  const about = (/** @type {string} */ verb) => `${verb} ${name}`;
  return html`<li>
    <span class="who"><strong dir="auto" title=${user}>${name}</strong> <span class="soft">${note}</span></span>
    <span class="acts">
      <button aria-label=${about('Kick')} @click=${() => act(`${name} was sent out.`, '/kick', { user })}>Kick</button>
      <button aria-label=${about('Mute')} @click=${() => act(`${name} is mute for 10 minutes.`, '/mute', { user, name, seconds: 600 })}>Mute 10 min</button>
      <button aria-label=${about('Ban')} class="danger" @click=${() => act(`${name} is banned for an hour.`, '/ban', { user, name, seconds: 3600 })}>Ban 1 h</button>
    </span>
  </li>`;
}

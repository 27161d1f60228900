// @ts-check
import { html, nothing, repeat } from './ui/view.js';
import { number, people, person } from './admin-people.js';

/** So many people are named at a time: a list of thousands is not read, and is costly to draw anew. */
const NAMED = 100;
const TALKERS = 10;
const LAST = 20;

/**
 * One room: who is in it, who talks most, what was said last, and what can be done about it.
 * @param {{info: any, members: any[], messages: any[], bans: any[], mutes: any[]}} detail
 * @param {string} needle what was typed to find somebody
 * @param {{act: (what: string, path: string, body?: object, method?: string) => void, find: (text: string) => void}} on
 */
export function room({ info, members, messages, bans, mutes }, needle, on) {
  return html`<section aria-label="Room ${info.room}">
    <h2><span dir="auto">#${info.room}</span>
      ${info.closed
        ? html`<button @click=${() => on.act('Opened again.', '/reopen')}>Open again</button>`
        : html`<button @click=${() => on.act('Closed.', '/close', { reason: 'This room has been closed.' })}>Close</button>`}
    </h2>
    ${present(members, needle, on)} ${talkers(members, messages, on)}
    ${sanctions('Banned', bans, 'unban', 'Let in again', on)} ${sanctions('Muted', mutes, 'unmute', 'Let speak again', on)}
    ${last(messages, on)}
  </section>`;
}

function present(members, needle, on) {
  const found = members.filter(({ name }) => name.toLowerCase().includes(needle.toLowerCase()));
  const left = found.length - NAMED;
  return html`<h3 id="people">People (${number.format(members.length)})</h3>
    ${members.length > NAMED || needle
      ? html`<input class="find" type="search" aria-label="Find a person" placeholder="Find a person" dir="auto"
          .value=${needle} @input=${(event) => on.find(event.target.value)} />`
      : nothing}
    ${people('people', found.slice(0, NAMED), (member) => person(member, member.role === 'member' ? '' : member.role, on.act))}
    ${left > 0 ? html`<p class="soft">and ${number.format(left)} more</p>` : nothing}`;
}

/** Of what was said last, not of all times: whoever floods the room now stands first. */
function talkers(members, messages, on) {
  const texts = messages.filter(({ text }) => text);
  if (!texts.length) return nothing;
  /** @type {Map<string, number>} */
  const said = new Map();
  for (const { user } of texts) said.set(user, (said.get(user) ?? 0) + 1);
  const names = new Map([...messages, ...members].map(({ user, name }) => [user, name]));
  const most = [...said]
    .sort((a, b) => b[1] - a[1])
    .slice(0, TALKERS)
    .map(([user, count]) => ({ user, name: names.get(user), count }));
  const span = texts.length === 1 ? 'of the last message' : `of the last ${number.format(texts.length)} messages`;
  return html`<h3 id="talkers">Who talks most <span class="span">${span}, since ${clock(texts[0].time)}</span></h3>
    ${people('talkers', most, (one) => person(one, one.count === 1 ? '1 message' : `${number.format(one.count)} messages`, on.act))}`;
}

function last(messages, on) {
  const texts = messages.filter(({ text }) => text).slice(-LAST).reverse();
  return html`<h3 id="last">Last messages</h3>
    ${texts.length ? nothing : html`<p class="soft">Nothing has been said that is still kept.</p>`}
    <ol class="messages" aria-labelledby="last">
      ${repeat(
        texts,
        ({ seq }) => seq,
        ({ seq, name, text, time }) => html`<li>
          <div class="said-by"><strong dir="auto">${name}</strong> <time class="soft">${clock(time)}</time></div>
          <button aria-label="Delete message ${seq}" @click=${() => on.act('Deleted.', `/messages/${seq}`, undefined, 'DELETE')}>Delete</button>
          <div class="words" dir="auto" tabindex=${isLong(text) ? '0' : nothing}>${text}</div>
        </li>`,
      )}
    </ol>`;
}

/** Whether the text may have to be scrolled, with keys too. @param {string} text */
const isLong = (text) => text.length > 120 || text.includes('\n');

function sanctions(title, all, path, undo, on) {
  if (!all.length) return nothing;
  const id = title.toLowerCase();
  return html`<h3 id=${id}>${title}</h3>
    ${people(id, all, ({ user, name, until }) => html`<li>
      <span class="who"><strong dir="auto" title=${user}>${name}</strong>
        <span class="soft">${until ? `until ${clock(until)}` : 'for good'}</span></span>
      <span class="acts"><button aria-label="${undo}: ${name}"
        @click=${() => on.act(`${name}: ${undo.toLowerCase()}.`, `/${path}`, { user })}>${undo}</button></span>
    </li>`)}`;
}

/** With the day, unless it is today. @param {number} time */
function clock(time) {
  const at = new Date(time);
  const today = at.toDateString() === new Date().toDateString();
  return today ? at.toLocaleTimeString() : at.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}

// @ts-check
import { classMap, html, nothing } from './view.js';
import { face, hueOf } from './face.js';
import { icons } from './icons.js';
import { formatted, isJumbo } from './markdown.js';
import { noteText } from './timeline.js';
import { clockTime, dayName, fullTime } from './time.js';

/**
 * @typedef {import('./timeline.js').Item} Item
 * @typedef {import('./timeline.js').MessageItem} MessageItem
 * @typedef {object} Scene what the items need to know of the room
 * @property {string} room
 * @property {string} name own name
 * @property {import('./markdown.js').Reading} reading
 * @property {boolean} online
 * @property {boolean} moderates whether we may take measures here
 * @property {string} active key of the message under the pointer or with the focus
 * @property {number} flash seq of the message to point out
 */

/** @param {Item} item @param {Scene} scene */
export function timelineItem(item, scene) {
  switch (item.kind) {
    case 'day':
      return html`<div class="divider day" role="separator"><span>${dayName(item.time)}</span></div>`;
    case 'new':
      return html`<div class="divider new" role="separator"><span>New</span></div>`;
    case 'anew':
      return html`<div class="divider" role="separator"><span>The room began anew here</span></div>`;
    case 'welcome':
      return html`<p class="note" dir="auto">Welcome, <bdi>${scene.name}</bdi>. You are in <bdi>#${scene.room}</bdi>.</p>`;
    case 'note':
      return html`<p class="note" dir="auto">${noteText(item.note)}</p>`;
    case 'hole':
      return hole(item);
    case 'message':
      return bubble(item, scene);
  }
}

/** @param {Extract<Item, {kind: 'hole'}>} item */
function hole({ from, to, lost }) {
  const count = to - from + 1;
  const what = count === 1 ? '1 message' : `${count.toLocaleString()} messages`;
  if (lost) return html`<div class="divider" role="separator"><span>${what} no longer kept</span></div>`;
  return html`<div class="divider hole">
    <span>${what} missing <button class="link" data-act="fill" data-from=${from} data-to=${to}>Load</button></span>
  </div>`;
}

/** @param {MessageItem} item @param {Scene} scene */
function bubble(item, scene) {
  const { message, mine, first, last, timed, draft } = item;
  const mention = !mine && scene.reading.me !== undefined && mentionsMe(message.text, scene.reading);
  const classes = {
    msg: true,
    mine,
    first,
    last,
    mention,
    jumbo: isJumbo(message.text),
    pending: draft !== undefined && draft.state !== 'failed',
    failed: draft?.state === 'failed',
    flash: message.seq > 0 && scene.flash === message.seq,
    system: message.name === 'server' && !mine,
    gone: message.deleted,
  };
  return html`<div class=${classMap(classes)} role="article" tabindex="-1" data-key=${item.key}
      data-seq=${message.seq || nothing} aria-label=${`${message.name}, ${clockTime(message.time)}`}>
    ${last && !mine ? face(message.user ?? message.name, message.name) : nothing}
    <div class="bubble">
      ${first && !mine
        ? html`<span class="name name-${hueOf(message.user ?? message.name)}" dir="auto">${message.name}</span>`
        : html`<span class="said">${message.name}: </span>`}
      ${message.deleted
        ? html`<div class="text">Message deleted</div>`
        : html`<div class="text" dir="auto">${formatted(message.text, scene.reading)}</div>`}
      ${draft ? progress(draft, scene.online) : timed ? stamp(message) : nothing}
      ${scene.active === item.key && !draft && !message.deleted ? actions(message, scene) : nothing}
    </div>
    ${draft?.state === 'failed' ? failure(draft) : nothing}
  </div>`;
}

/** @param {import('./timeline.js').Message} message */
function stamp({ time }) {
  return html`<time datetime=${new Date(time).toISOString()} title=${fullTime(time)}>${clockTime(time)}</time>`;
}

/** @param {import('../client/outbox.js').Draft} draft @param {boolean} online */
function progress(draft, online) {
  if (draft.state === 'failed') return nothing;
  const what = online ? 'Sending' : 'Will be sent when the connection is back';
  return html`<span class="progress" title=${what}>${icons.clock}<span class="said">${what}</span></span>`;
}

/** @param {import('../client/outbox.js').Draft} draft */
function failure({ id, reason }) {
  return html`<div class="failure">
    <span class="why">${icons.alert}<span>Not sent. ${reason}</span></span>
    <button class="link" data-act="retry" data-id=${id}>Retry</button>
    <button class="link" data-act="discard" data-id=${id}>Delete</button>
  </div>`;
}

/** For the message under the pointer or with the focus. @param {import('./timeline.js').Message} message @param {Scene} scene */
function actions({ seq, time }, { moderates }) {
  return html`<div class="actions">
    <span class="when">${fullTime(time)}</span>
    <button class="act" data-act="quote" data-seq=${seq} aria-label="Quote" title="Quote">${icons.quote}</button>
    <button class="act" data-act="copy" data-seq=${seq} aria-label="Copy text" title="Copy text">${icons.copy}</button>
    <button class="act" data-act="link" data-seq=${seq} aria-label="Copy link" title="Copy link">${icons.link}</button>
    ${moderates
      ? html`<button class="act" data-act="moderate" data-seq=${seq} aria-label="Moderate" title="Moderate">${icons.shield}</button>`
      : nothing}
  </div>`;
}

/** @param {string} text @param {import('./markdown.js').Reading} reading */
export function mentionsMe(text, { me }) {
  if (!me || !text.includes('@')) return false;
  const at = text.toLowerCase().indexOf(`@${me}`);
  return at >= 0 && !/[\p{L}\p{N}_]/u.test(text[at + me.length + 1] ?? '');
}

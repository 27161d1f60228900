// @ts-check
import { css, html, nothing } from './view.js';
import { icons } from './icons.js';

/**
 * @typedef {import('../client/chat-client.js').Measure} Measure
 * @typedef {{user: string, name: string, seq?: number, text?: string}} Target a person, or a message and who wrote it
 */

const RANKS = ['', 'moderator', 'owner'];

/** Measures are for those above. @param {string} mine @param {string} theirs roles */
export const isAbove = (mine, theirs) => RANKS.indexOf(mine) > RANKS.indexOf(theirs);

/**
 * What a moderator can do about a message and the one who wrote it. The mildest stands first.
 * @param {Target} target
 * @param {{mine: string, theirs: string, own: boolean, problem: string}} state the roles of both
 * @param {(action: Measure, how?: {seconds?: number, role?: string}) => void} take
 */
export function moderation({ name, seq, text }, { mine, theirs, own, problem }, take) {
  return html`
    ${seq ? html`<blockquote class="evidence" dir="auto"><strong dir="auto">${name}</strong> ${text}</blockquote>
          <div class="measures"><button class="option grave" @click=${() => take('delete')}>${icons.bin} Delete the message</button></div>`
      : nothing}
    ${own || !isAbove(mine, theirs)
      ? nothing
      : html`<h3 dir="auto">${name}</h3>
          <div class="measures">
            <button class="option" @click=${() => take('mute', { seconds: 600 })}>${icons.mute} Mute for 10 minutes</button>
            <button class="option" @click=${() => take('mute', { seconds: 86_400 })}>${icons.mute} Mute for a day</button>
            <button class="option" @click=${() => take('unmute')}>${icons.sound} Unmute</button>
            <button class="option grave" @click=${() => take('kick')}>${icons.leave} Remove from the room</button>
            <button class="option grave" @click=${() => take('ban')}>${icons.ban} Ban from the room</button>
            ${mine === 'owner' ? promotion(theirs, take) : nothing}
          </div>`}
    <p class="error" role="alert">${problem || nothing}</p>
  `;
}

/** @param {string} theirs @param {(action: Measure, how: {role: string}) => void} take */
function promotion(theirs, take) {
  return theirs
    ? html`<button class="option" @click=${() => take('role', { role: 'member' })}>${icons.shield} Take the role away</button>`
    : html`<button class="option" @click=${() => take('role', { role: 'moderator' })}>${icons.shield} Make a moderator</button>`;
}

/** What to say when a measure was taken. @param {Measure} action @param {string} name @param {{seconds?: number, role?: string}} how */
export function done(action, name, { seconds = 0, role = '' }) {
  switch (action) {
    case 'delete':
      return 'Message deleted';
    case 'mute':
      return `${name} is muted for ${seconds < 3600 ? `${seconds / 60} minutes` : 'a day'}`;
    case 'unmute':
      return `${name} may write again`;
    case 'role':
      return role === 'moderator' ? `${name} is a moderator now` : `${name} has no role any more`;
    case 'kick':
      return `${name} was removed`;
    default:
      return `${name} was banned`;
  }
}

export const moderationStyles = css`
  .evidence {
    margin: 0;
    padding: 10px 14px;
    border-radius: 14px;
    font-size: 15px;
    background: var(--surface);
    box-shadow: inset 0 0 0 1px var(--line);
    overflow: hidden auto;
    max-block-size: 7.5em;
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }

  .measures .option {
    padding-inline: 10px;
    margin-inline: -10px;
    inline-size: calc(100% + 20px);
    border-radius: 12px;
  }

  .measures .option:hover {
    background: var(--hover);
  }

  @media (forced-colors: active) {
    .evidence {
      border: 1px solid CanvasText;
    }
  }

  .measures ~ .error:empty {
    display: none;
  }

  .measures .grave,
  .measures .grave svg {
    color: var(--signal);
  }
`;

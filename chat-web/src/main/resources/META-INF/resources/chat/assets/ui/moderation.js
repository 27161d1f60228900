// @ts-check
import { css, html, nothing } from './view.js';
import { icons } from './icons.js';

/**
 * @typedef {import('../client/chat-client.js').Measure} Measure
 * @typedef {{user: string, name: string, seq?: number, text?: string}} Target a person, or a message and who wrote it
 */

/**
 * What a moderator can do about a message and the one who wrote it. The mildest stands first.
 * @param {Target} target
 * @param {{me: string, problem: string}} state
 * @param {(action: Measure, seconds?: number) => void} take
 */
export function moderation({ user, name, seq, text }, { me, problem }, take) {
  return html`
    ${seq ? html`<blockquote class="evidence" dir="auto"><strong dir="auto">${name}</strong> ${text}</blockquote>
          <div class="measures"><button class="option grave" @click=${() => take('delete')}>${icons.bin} Delete the message</button></div>`
      : nothing}
    ${user === me
      ? nothing
      : html`<h3 dir="auto">${name}</h3>
          <div class="measures">
            <button class="option" @click=${() => take('mute', 600)}>${icons.mute} Mute for 10 minutes</button>
            <button class="option" @click=${() => take('mute', 86_400)}>${icons.mute} Mute for a day</button>
            <button class="option" @click=${() => take('unmute')}>${icons.sound} Unmute</button>
            <button class="option grave" @click=${() => take('kick')}>${icons.leave} Remove from the room</button>
            <button class="option grave" @click=${() => take('ban')}>${icons.ban} Ban from the room</button>
          </div>`}
    <p class="error" role="alert">${problem || nothing}</p>
  `;
}

/** What to say when a measure was taken. @param {Measure} action @param {string} name @param {number} [seconds] */
export function done(action, name, seconds = 0) {
  switch (action) {
    case 'delete':
      return 'Message deleted';
    case 'mute':
      return `${name} is muted for ${seconds < 3600 ? `${seconds / 60} minutes` : 'a day'}`;
    case 'unmute':
      return `${name} may write again`;
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

  .measures .grave,
  .measures .grave svg {
    color: var(--signal);
  }
`;

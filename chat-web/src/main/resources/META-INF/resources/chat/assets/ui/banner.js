// @ts-check
import { css, html, nothing } from './view.js';
import { duration } from './time.js';

/**
 * One quiet line above the messages: how the connection does, or that it is about to be ended for inactivity.
 * @param {import('../client/chat-client.js').ChatClient} chat
 * @param {{idleUntil: number, now: number, ended: boolean, shut: string}} state ended: a dialog says so; shut: why we are not
 *   in the room
 * @param {{retry: () => void, stay: () => void, resume: () => void, enter: () => void}} on
 */
export function banner(chat, { idleUntil, now, ended, shut }, on) {
  if (chat.state === 'reconnecting' || chat.state === 'connecting') {
    const wait = chat.retryAt - now;
    return html`<div class="banner" role="status">
      <span><span>${chat.state === 'connecting' ? 'Connecting…' : 'Connection lost. Reconnecting…'}</span>
        <span class="detail" aria-hidden="true">${detail(chat.attempt, wait)}</span></span>
      ${wait > 1500 ? html`<button class="link" @click=${on.retry}>Try now</button>` : nothing}
    </div>`;
  }
  if ((chat.state === 'ended' || chat.state === 'offline') && !ended) {
    return html`<div class="banner" role="status">
      <span>Disconnected.</span><button class="link" @click=${on.resume}>Reconnect</button>
    </div>`;
  }
  if (idleUntil > 0) {
    return html`<div class="banner idle" role="alert">
      <span>Still there? You will be disconnected
        <span class="detail" aria-hidden="true">in ${duration(idleUntil - now)}</span></span>
      <button class="plain" @click=${on.stay}>I'm here</button>
    </div>`;
  }
  if (shut) {
    return html`<div class="banner" role="alert">
      <span>${shut}</span><button class="link" @click=${on.enter}>Join again</button>
    </div>`;
  }
  return nothing;
}

/** @param {number} attempt @param {number} wait */
function detail(attempt, wait) {
  if (attempt === 0) return nothing;
  return `attempt ${attempt}${wait > 0 ? `, in ${duration(wait)}` : ''}`;
}

export const bannerStyles = css`
  .banner {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: center;
    gap: 4px 12px;
    padding: 8px 16px;
    font-size: 14px;
    font-weight: 550;
    text-align: center;
    color: light-dark(#573a00, #f6d999);
    background: light-dark(#fbeccb, #38300f);
  }

  .banner .detail {
    font-weight: 400;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }

  .banner .link {
    min-block-size: 32px;
    padding: 0 6px;
    color: inherit;
    font-weight: 650;
    text-decoration: underline;
    text-underline-offset: 3px;
  }

  .banner .plain {
    min-block-size: 36px;
    padding: 0 14px;
    color: var(--ink);
    font-size: 14px;
  }

  @media (pointer: coarse) {
    .banner .link,
    .banner .plain {
      min-block-size: 44px;
    }
  }

  @media (forced-colors: active) {
    .banner {
      border-block-end: 1px solid CanvasText;
    }
  }
`;

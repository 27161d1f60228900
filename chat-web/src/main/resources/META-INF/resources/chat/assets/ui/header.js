// @ts-check
import { classMap, css, html, nothing } from './view.js';
import { icons } from './icons.js';

/**
 * @param {object} state
 * @param {string} state.room
 * @param {number} state.count how many people are here
 * @param {boolean} state.online
 * @param {number} state.elsewhere unread messages in other rooms
 * @param {boolean} state.locked
 * @param {boolean} state.peopleShown
 * @param {any} on
 */
export function header({ room, count, online, elsewhere, locked, peopleShown }, on) {
  const title = html`<span class="label" dir="auto"><span class="hash" aria-hidden="true">#</span>${room}</span>`;
  return html`<header class="bar">
    <div class="title">
      <h1>${locked
        ? html`<span class="room-name">${title}</span>`
        : html`<button class="room-name" title="Switch rooms (Ctrl+K)" @click=${on.switcher}>${title}${icons.unfold}</button>`}
      </h1>
      ${elsewhere
        ? html`<button class="badge elsewhere" title="Next unread room (Alt+A)" @click=${on.nextUnread}>
            ${elsewhere > 99 ? '99+' : elsewhere}<span class="said"> unread in other rooms</span></button>`
        : nothing}
      <p class="status">
        <span class=${classMap({ dot: true, on: online })} aria-hidden="true"></span>
        <span>${online ? 'Connected' : 'Not connected'}</span>
      </p>
    </div>
    <button class="count-button" aria-label="People, ${count}" title="People" aria-expanded=${peopleShown ? 'true' : 'false'}
      @click=${on.people}>${icons.people}<span>${count}</span></button>
    <button class="icon" aria-label="Invite" title="Invite" @click=${on.share}>${icons.share}</button>
    <button class="icon" aria-label="Settings" title="Settings" @click=${on.settings}>${icons.more}</button>
  </header>`;
}

export const headerStyles = css`
  .bar {
    display: flex;
    align-items: center;
    gap: 4px;
    min-block-size: 64px;
    padding: 8px 12px 8px 16px;
    padding-block-start: max(8px, env(safe-area-inset-top));
    border-block-end: 1px solid var(--line);
  }

  .title {
    flex: 1;
    min-inline-size: 0;
    display: grid;
    grid-template-columns: fit-content(100%) auto;
    justify-content: start;
    align-items: center;
    column-gap: 8px;
  }

  .bar h1 {
    min-inline-size: 0;
    font-size: 18px;
    line-height: 1.3;
    font-weight: 700;
    letter-spacing: -0.01em;
  }

  .room-name {
    display: flex;
    align-items: center;
    max-inline-size: 100%;
    padding: 2px 4px 2px 0;
    border-radius: 8px;
    font-weight: inherit;
  }

  button.room-name:hover {
    background: var(--hover);
  }

  .room-name .label {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .room-name svg {
    inline-size: 18px;
    block-size: 18px;
    margin-inline-start: 2px;
    color: var(--soft);
  }

  .hash {
    color: var(--soft);
    font-weight: 500;
    margin-inline-end: 1px;
  }

  .status {
    grid-column: 1 / -1;
    inline-size: 0; /* the columns are those of the line above */
    min-inline-size: 100%;
    white-space: nowrap;
    display: flex;
    align-items: center;
    gap: 6px;
    font-size: 13px;
    color: var(--soft);
  }

  .dot {
    inline-size: 8px;
    block-size: 8px;
    border-radius: 50%;
    border: 2px solid var(--soft);
    flex: none;
  }

  .dot.on {
    border-color: light-dark(#1f9d62, #55d08f);
    background: light-dark(#1f9d62, #55d08f);
  }

  .count-button {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    block-size: 40px;
    padding: 0 10px;
    border-radius: 12px;
    color: var(--soft);
    font-weight: 600;
    font-size: 14px;
    line-height: 1;
    font-variant-numeric: tabular-nums;
  }

  .count-button:hover {
    background: var(--hover);
    color: var(--ink);
  }

  /* A finger that is lifted leaves no trace. */
  @media (hover: none) {
    .bar :is(.count-button, .icon, .room-name):hover {
      background: none;
      color: var(--soft);
    }

    .bar .room-name:hover {
      color: inherit;
    }
  }

  .badge {
    min-inline-size: 22px;
    padding: 1px 7px;
    border-radius: 11px;
    font-size: 13px;
    line-height: 20px;
    font-weight: 650;
    text-align: center;
    font-variant-numeric: tabular-nums;
    color: var(--on-accent);
    background: var(--accent);
    flex: none;
  }

  @media (pointer: coarse) {
    .bar {
      gap: 0;
      padding-inline: 16px 6px;
    }

    .count-button {
      block-size: 44px;
    }

    button.room-name {
      min-block-size: 44px;
      margin-block: -8px;
    }

    /* A small thing to look at, but not to hit. */
    .elsewhere {
      position: relative;
    }

    .elsewhere::after {
      content: '';
      position: absolute;
      inset: -11px;
    }
  }

  @media (forced-colors: active) {
    .badge {
      border: 1px solid currentColor;
    }

    .count-button {
      border: 1px solid ButtonText;
    }

    .dot.on {
      background: CanvasText;
    }
  }

  .badge.mentioned {
    color: var(--on-signal);
    background: var(--signal);
  }
`;

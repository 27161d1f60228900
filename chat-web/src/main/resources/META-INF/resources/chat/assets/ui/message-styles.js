// @ts-check
import { css } from './view.js';

/** One message: its bubble, and what stands on it. */
export const messageStyles = css`
  .msg {
    position: relative;
    display: grid;
    grid-template-columns: var(--face) minmax(0, auto);
    justify-content: start;
    column-gap: 10px;
    margin-block-start: 2px;
    padding-inline-end: 48px;
    border-radius: 12px;
    scroll-margin-block: 24px;
    contain: layout style;
  }

  .msg.first {
    margin-block-start: 14px;
  }

  .msg.mine {
    grid-template-columns: minmax(0, auto);
    justify-content: end;
    padding-inline: 64px 0;
  }

  .msg:focus-visible {
    outline: none;
  }

  .msg:focus-visible .bubble {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }

  .face {
    align-self: end;
    grid-row: 1;
    grid-column: 1;
  }

  .bubble {
    grid-column: 2;
    position: relative;
    min-inline-size: 0;
    max-inline-size: min(100%, 620px);
    padding: 8px 14px;
    background: var(--surface);
    border-radius: var(--radius);
    box-shadow: var(--shadow);
    overflow-wrap: anywhere;
  }

  .msg.mine .bubble {
    grid-column: 1;
    justify-self: end;
    background: var(--own);
  }

  .msg:not(.first, .mine) .bubble {
    border-start-start-radius: 6px;
  }

  .msg:not(.last, .mine) .bubble {
    border-end-start-radius: 6px;
  }

  .msg.mine:not(.first) .bubble {
    border-start-end-radius: 6px;
  }

  .msg.mine:not(.last) .bubble {
    border-end-end-radius: 6px;
  }

  .msg.mention .bubble {
    box-shadow: inset 3px 0 0 var(--signal), var(--shadow);
  }

  .msg.system .bubble,
  .msg.gone .bubble {
    background: none;
    box-shadow: inset 0 0 0 1px var(--line);
  }

  .msg.jumbo .bubble {
    padding-inline: 0;
    background: none;
    box-shadow: none;
  }

  .msg.jumbo .text {
    font-size: 44px;
    line-height: 1.2;
  }

  .msg.jumbo time {
    float: none;
  }

  .msg.pending .text {
    opacity: 0.72;
  }

  .msg.failed .bubble {
    box-shadow: inset 0 0 0 1.5px var(--signal);
  }

  .msg.flash .bubble {
    animation: flash 2.4s ease-out;
  }

  @keyframes flash {
    0%,
    40% {
      box-shadow: 0 0 0 3px var(--accent);
    }
  }

  .name {
    display: block;
    font-size: 14px;
    font-weight: 650;
    margin-block-end: 1px;
  }

  time,
  .progress {
    display: inline-block;
    margin-inline-start: 10px;
    font-size: 12px;
    line-height: 1;
    color: var(--soft);
    white-space: nowrap;
    font-variant-numeric: tabular-nums;
    vertical-align: baseline;
    float: inline-end;
    margin-block-start: 8px;
  }

  .mine time,
  .mine .progress {
    color: var(--own-soft);
  }

  .progress svg {
    inline-size: 13px;
    block-size: 13px;
  }

  .failure {
    grid-column: 1 / -1;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: end;
    gap: 2px 4px;
    margin-block-start: 4px;
    font-size: 14px;
    color: var(--signal);
  }

  .why {
    display: flex;
    align-items: center;
    gap: 6px;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }

  .failure svg {
    inline-size: 16px;
    block-size: 16px;
  }

  .failure .link {
    color: inherit;
  }

  .actions {
    position: absolute;
    inset-block-end: calc(100% - 7px);
    inset-inline-start: 12px;
    z-index: 1;
    display: flex;
    align-items: center;
    gap: 2px;
    padding: 3px 3px 3px 12px;
    border-radius: 12px;
    background: var(--surface);
    box-shadow: 0 0 0 1px var(--line), var(--shadow);
    font-size: 12px;
    color: var(--soft);
    white-space: nowrap;
    animation: appear 0.12s 0.1s both;
  }

  @keyframes appear {
    from {
      opacity: 0;
    }
  }

  .mine .actions {
    inset-inline: auto 12px;
  }

  .msg:has(.actions) {
    z-index: 1; /* above the next message too */
  }

  /* Where there is no room above. */
  .actions.below {
    inset-block: calc(100% - 7px) auto;
  }

  .act {
    display: grid;
    place-items: center;
    inline-size: 30px;
    block-size: 28px;
    border-radius: 9px;
  }

  .act svg {
    inline-size: 17px;
    block-size: 17px;
  }

  .act:hover {
    background: var(--hover);
    color: var(--ink);
  }

  .msg.gone .text {
    font-style: italic;
    color: var(--soft);
  }

  @media (pointer: coarse) {
    .failure .link {
      min-block-size: 44px;
      padding-inline: 10px;
    }
  }

  @container chat (max-width: 640px) {
    .msg {
      column-gap: 8px;
      padding-inline-end: 24px;
    }

    .msg.mine {
      padding-inline-start: 48px;
    }

    .actions {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(44px, 1fr));
      inline-size: 184px;
      padding: 3px;
    }

    .when {
      grid-column: 1 / -1;
      padding: 5px 10px 0;
      white-space: normal;
    }

    .act {
      inline-size: auto;
      block-size: 44px;
    }
  }

  @media (forced-colors: active) {
    .bubble {
      border: 1px solid CanvasText;
    }

    .mine .bubble {
      border-width: 2px;
    }

    .msg.jumbo .bubble {
      border: 0;
    }

    .msg.mention .bubble,
    .msg.failed .bubble {
      border: 3px solid Mark;
    }

    .actions {
      border: 1px solid CanvasText;
    }
  }
`;

// @ts-check
import { css } from './view.js';

export const logStyles = css`
  :host {
    position: relative;
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    --face: 34px;
  }

  .scroller {
    flex: 1;
    min-block-size: 0;
    overflow-y: auto;
    overflow-anchor: none;
    overscroll-behavior: contain;
    scrollbar-width: thin;
    scrollbar-color: var(--line) transparent;
  }

  .scroller:focus-visible {
    outline-offset: -3px;
    border-radius: 8px;
  }

  .list {
    display: flex;
    flex-direction: column;
    justify-content: flex-end;
    min-block-size: 100%;
    max-inline-size: 860px;
    margin-inline: auto;
    padding: 24px 20px 6px;
  }

  .beginning {
    margin-block-end: 12px;
    color: var(--soft);
  }

  .where {
    font-size: 26px;
    font-weight: 700;
    letter-spacing: -0.02em;
    color: var(--ink);
    overflow-wrap: anywhere;
  }

  .divider {
    display: flex;
    align-items: center;
    gap: 14px;
    margin-block: 20px 10px;
    font-size: 13px;
    font-weight: 600;
    color: var(--soft);
  }

  .divider::before,
  .divider::after {
    content: '';
    flex: 1;
    block-size: 1px;
    background: var(--line);
  }

  .divider.new {
    color: var(--signal);
    margin-block: 12px 4px;
  }

  .divider.new::before,
  .divider.new::after {
    background: currentColor;
    opacity: 0.5;
  }

  .note {
    margin-block: 10px 2px;
    font-size: 13px;
    text-align: center;
    color: var(--soft);
    overflow-wrap: anywhere;
  }

  .link {
    color: var(--accent);
    font-weight: 650;
    text-decoration: underline;
    text-underline-offset: 2px;
    padding: 4px 6px;
    border-radius: 6px;
  }

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

  .msg.system .bubble {
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

  .text {
    display: inline;
    white-space: pre-wrap;
  }

  .text > p:only-child {
    display: inline;
  }

  .text > * + * {
    margin-block-start: 6px;
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

  .failure svg {
    inline-size: 16px;
    block-size: 16px;
  }

  .failure .link {
    color: inherit;
  }

  code,
  pre {
    font-family: var(--mono);
    font-size: 0.875em;
  }

  code {
    padding: 1px 5px;
    border-radius: 6px;
    background: var(--hover);
  }

  pre {
    margin: 6px 0;
    padding: 10px 12px;
    border-radius: 10px;
    background: var(--hover);
    white-space: pre-wrap;
    text-align: left;
  }

  pre code {
    padding: 0;
    background: none;
  }

  blockquote {
    margin: 4px 0;
    padding-inline-start: 12px;
    border-inline-start: 3px solid var(--field-line);
  }

  ol,
  .text ul {
    margin: 4px 0;
    padding-inline-start: 22px;
    white-space: normal;
  }

  .text ul {
    list-style: disc;
  }

  .mention:not(.msg) {
    padding: 0 4px;
    border-radius: 6px;
    font-weight: 600;
    color: var(--accent);
    background: var(--hover);
  }

  .mention.me {
    color: var(--on-signal);
    background: var(--signal);
  }

  .actions {
    position: absolute;
    inset-block-end: calc(100% - 12px);
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

  .latest {
    position: absolute;
    inset-block-end: 34px;
    inset-inline: 0;
    margin-inline: auto;
    inline-size: fit-content;
    z-index: 2;
    display: flex;
    align-items: center;
    gap: 8px;
    min-block-size: 40px;
    padding: 0 16px 0 12px;
    border-radius: 20px;
    font-size: 14px;
    font-weight: 600;
    background: var(--surface);
    box-shadow: 0 0 0 1px var(--line), var(--lift);
  }

  .latest svg {
    inline-size: 18px;
    block-size: 18px;
  }

  .count {
    padding: 1px 8px;
    border-radius: 10px;
    color: var(--on-accent);
    background: var(--accent);
  }

  .typing {
    display: flex;
    align-items: center;
    gap: 8px;
    block-size: 22px;
    inline-size: 100%;
    max-inline-size: 860px;
    margin: 0 auto;
    padding-inline: 22px;
    font-size: 13px;
    color: var(--soft);
    white-space: nowrap;
    overflow: hidden;
  }

  .dots {
    display: inline-flex;
    gap: 3px;
  }

  .dots i {
    inline-size: 5px;
    block-size: 5px;
    border-radius: 50%;
    background: currentColor;
    animation: dot 1.2s infinite ease-in-out;
  }

  .dots i:nth-child(2) {
    animation-delay: 0.15s;
  }

  .dots i:nth-child(3) {
    animation-delay: 0.3s;
  }

  @keyframes dot {
    0%,
    60%,
    100% {
      opacity: 0.35;
    }
    30% {
      opacity: 1;
    }
  }

  @container chat (max-width: 640px) {
    :host {
      --face: 30px;
    }

    .list {
      padding-inline: 12px;
    }

    .typing {
      padding-inline: 14px;
    }

    .msg {
      column-gap: 8px;
      padding-inline-end: 24px;
    }

    .msg.mine {
      padding-inline-start: 48px;
    }

    .when {
      display: none;
    }

    .actions {
      padding: 3px;
    }

    .act {
      inline-size: 40px;
      block-size: 36px;
    }
  }

  @media (forced-colors: active) {
    .bubble {
      border: 1px solid CanvasText;
    }

    .mine .bubble {
      border-width: 2px;
    }

    .actions,
    .latest,
    .face {
      border: 1px solid CanvasText;
    }
  }
`;

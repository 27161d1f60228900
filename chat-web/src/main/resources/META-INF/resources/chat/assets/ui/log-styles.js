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
    display: flex;
    flex-direction: column;
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

  /* A plain block at the foot of the screen: cheaper to lay out anew for each message than a flex box of hundreds. */
  .list {
    display: flow-root;
    flex: none;
    inline-size: 100%;
    max-inline-size: 860px;
    margin: auto auto 0;
    padding: 24px 20px 6px;
  }

  .beginning {
    margin-block-end: 24px;
    color: var(--soft);
  }

  .beginning .link {
    margin-inline-start: -2px;
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
    margin-block: 22px;
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
    margin-block: 14px 16px;
  }

  .divider.new::before,
  .divider.new::after {
    background: currentColor;
    opacity: 0.5;
  }

  .note {
    margin-block: 12px 14px;
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

  @media (pointer: coarse) {
    .latest,
    .link {
      min-block-size: 44px;
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
  }

  @media (forced-colors: active) {
    .divider::before,
    .divider::after {
      border-block-start: 1px solid CanvasText;
    }

    .latest {
      border: 1px solid CanvasText;
    }
  }
`;

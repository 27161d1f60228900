// @ts-check
import { css } from './view.js';

/**
 * The palette. Every colour says its light and its dark form; which one holds is decided by `color-scheme`. A page that
 * embeds the chat changes it through the `--netty-chat-…` properties.
 */
export const theme = css`
  :host {
    color-scheme: light dark;
    --accent: var(--netty-chat-accent, light-dark(#0a6b60, #62d5c1));
    --on-accent: var(--netty-chat-on-accent, light-dark(#ffffff, #06231f));
    --signal: var(--netty-chat-signal, light-dark(#b82f24, #ff8f80));
    --on-signal: light-dark(#ffffff, #2b0905);
    --ground: var(--netty-chat-background, light-dark(#f6f4ef, #12171a));
    --panel: var(--netty-chat-panel, light-dark(#edeae2, #0d1113));
    --surface: var(--netty-chat-surface, light-dark(#ffffff, #1d2428));
    --own: var(--netty-chat-own, light-dark(#d3ece4, #17463f));
    --ink: var(--netty-chat-text, light-dark(#1c2326, #e9eeec));
    --soft: var(--netty-chat-text-soft, light-dark(#596166, #a3aeb0));
    --own-soft: light-dark(#41605a, #a9cfc6);
    --line: var(--netty-chat-line, light-dark(#dcd8cd, #2b3439));
    --field-line: light-dark(#8b8f8c, #6b777b);
    --hover: light-dark(rgb(28 35 38 / 6%), rgb(233 238 236 / 8%));
    --shadow: 0 1px 2px light-dark(rgb(40 44 40 / 8%), rgb(0 0 0 / 30%));
    --lift: 0 12px 40px light-dark(rgb(40 44 40 / 22%), rgb(0 0 0 / 60%));
    --radius: var(--netty-chat-radius, 18px);
    --font: var(
      --netty-chat-font,
      'Inter', ui-sans-serif, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Helvetica Neue', Arial, sans-serif
    );
    --mono: ui-monospace, 'SF Mono', 'Cascadia Code', 'JetBrains Mono', Menlo, Consolas, monospace;
  }

  :host([theme='light']) {
    color-scheme: light;
  }

  :host([theme='dark']) {
    color-scheme: dark;
  }

  @media (prefers-contrast: more) {
    :host {
      --ink: light-dark(#000000, #ffffff);
      --soft: light-dark(#2c3336, #dde5e3);
      --own-soft: light-dark(#16332d, #e2f5f0);
      --accent: light-dark(#004d44, #8ff0de);
      --signal: light-dark(#8f1a10, #ffb4a8);
      --line: light-dark(#596166, #a3aeb0);
      --field-line: light-dark(#000000, #ffffff);
    }
  }
`;

/** What every view of the chat starts from. */
export const base = css`
  :host {
    box-sizing: border-box;
    font-family: var(--font);
    font-size: 16px;
    line-height: 1.45;
    color: var(--ink);
    -webkit-text-size-adjust: 100%;
    -webkit-tap-highlight-color: transparent;
  }

  *,
  *::before,
  *::after {
    box-sizing: inherit;
  }

  [hidden] {
    display: none !important;
  }

  h1,
  h2,
  h3,
  p,
  ul,
  dl,
  dd,
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
  }

  ul {
    list-style: none;
  }

  button,
  input,
  textarea {
    font: inherit;
    color: inherit;
    letter-spacing: inherit;
  }

  button {
    cursor: pointer;
    background: none;
    border: 0;
    padding: 0;
    text-align: start;
    touch-action: manipulation;
  }

  button:disabled {
    cursor: default;
  }

  a {
    color: var(--accent);
    text-underline-offset: 2px;
  }

  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }

  svg {
    display: block;
    inline-size: 1.25em;
    block-size: 1.25em;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.75;
    stroke-linecap: round;
    stroke-linejoin: round;
    flex: none;
  }

  .said {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  .icon {
    display: inline-grid;
    place-items: center;
    inline-size: 40px;
    block-size: 40px;
    border-radius: 12px;
    color: var(--soft);
    flex: none;
  }

  @media (pointer: coarse) {
    .icon {
      inline-size: 44px;
      block-size: 44px;
    }
  }

  .icon:hover {
    background: var(--hover);
    color: var(--ink);
  }

  .primary,
  .plain {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    min-block-size: 44px;
    padding: 0 20px;
    border-radius: 14px;
    font-weight: 600;
    text-align: center;
  }

  .primary {
    background: var(--accent);
    color: var(--on-accent);
  }

  .primary:hover {
    filter: brightness(1.08);
  }

  .plain {
    border: 1px solid var(--line);
    background: var(--surface);
  }

  .plain:hover {
    background: linear-gradient(var(--hover), var(--hover)) var(--surface);
  }

  .field {
    inline-size: 100%;
    min-block-size: 48px;
    padding: 0 16px;
    border: 1px solid var(--field-line);
    border-radius: 14px;
    background: var(--surface);
    text-overflow: ellipsis;
  }

  .field:focus-visible {
    outline-offset: -1px;
    border-color: var(--accent);
  }

  .field::placeholder,
  textarea::placeholder {
    color: var(--soft);
    opacity: 1;
  }

  @media (forced-colors: active) {
    .primary,
    .plain,
    .icon {
      border: 1px solid ButtonText;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation-duration: 1ms !important;
      animation-delay: 0s !important;
      animation-iteration-count: 1 !important;
      transition-duration: 1ms !important;
      scroll-behavior: auto !important;
    }
  }
`;

/** Twelve calm colours for faces: white letters on them keep a contrast of 4.5 in light and in dark. */
export const faces = css`
  .face {
    display: inline-grid;
    place-items: center;
    inline-size: var(--face, 36px);
    block-size: var(--face, 36px);
    border-radius: 36%;
    font-weight: 650;
    font-size: calc(var(--face, 36px) * 0.4);
    line-height: 1;
    color: #ffffff;
    background: #4b5a60;
    flex: none;
    user-select: none;
    -webkit-user-select: none;
  }

  @media (forced-colors: active) {
    .face {
      border: 1px solid CanvasText;
    }
  }

  .hue-0 { background: #a8431f; }
  .hue-1 { background: #8a5a00; }
  .hue-2 { background: #5c6b12; }
  .hue-3 { background: #2c7440; }
  .hue-4 { background: #0a7268; }
  .hue-5 { background: #126b8f; }
  .hue-6 { background: #2a5fb0; }
  .hue-7 { background: #5450b8; }
  .hue-8 { background: #7a45ab; }
  .hue-9 { background: #9b3a8c; }
  .hue-10 { background: #ad3663; }
  .hue-11 { background: #6b5a4c; }

  .name-0 { color: light-dark(#98390f, #f2a58a); }
  .name-1 { color: light-dark(#775000, #e6bd6a); }
  .name-2 { color: light-dark(#505e0c, #c3d16f); }
  .name-3 { color: light-dark(#22693a, #86d39d); }
  .name-4 { color: light-dark(#08665d, #6fd6c6); }
  .name-5 { color: light-dark(#0f6083, #7fcbed); }
  .name-6 { color: light-dark(#2758a5, #9bbff5); }
  .name-7 { color: light-dark(#4f4aae, #b7b4f7); }
  .name-8 { color: light-dark(#713da1, #d3b0f3); }
  .name-9 { color: light-dark(#903383, #efa6e4); }
  .name-10 { color: light-dark(#a12f5b, #f5a4c2); }
  .name-11 { color: light-dark(#635243, #d6c2b0); }
`;

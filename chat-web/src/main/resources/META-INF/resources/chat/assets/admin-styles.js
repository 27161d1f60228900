// @ts-check
import { css } from './ui/view.js';

/** The palette of the chat, on a desk. */
export const adminStyles = css`
  :host {
    display: block;
    block-size: 100%;
    overflow: auto;
    background: var(--ground);
    padding: 0 24px 32px;
  }

  h1 { font-size: 20px; margin: 0; }
  h2 { font-size: 18px; margin: 0 0 8px; display: flex; align-items: center; gap: 12px; }
  h1:focus { outline: none; }
  h3 { font-size: 14px; margin: 20px 0 4px; color: var(--soft); font-weight: 600; }

  button {
    font: inherit;
    font-size: 14px;
    color: var(--ink);
    background: var(--surface);
    border: 1px solid var(--line);
    border-radius: 999px;
    padding: 4px 12px;
    min-block-size: 32px;
    cursor: pointer;
    text-align: center;
    white-space: nowrap;
  }
  button:hover { background: var(--hover); }
  button:focus-visible, input:focus-visible, .words:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
  button.danger { color: var(--signal); }
  button.primary { background: var(--accent); color: var(--on-accent); border-color: var(--accent); font-size: 16px; inline-size: 100%; min-block-size: 44px; }
  button.link { text-align: start; white-space: normal; overflow-wrap: anywhere; background: none; border: 0; padding: 0; color: var(--accent); font-weight: 600; }
  button.link[aria-pressed='true'] { text-decoration: underline; text-underline-offset: 4px; }

  .entry { min-block-size: 100%; display: grid; place-items: center; }
  .entry form { inline-size: min(340px, 100%); display: grid; gap: 8px; }
  .entry h1 { margin-block-end: 12px; font-size: 24px; }
  .entry input, .find {
    font: inherit;
    color: inherit;
    background: var(--surface);
    border: 1px solid var(--field-line);
    border-radius: 12px;
    padding: 10px 14px;
  }
  .find { inline-size: 100%; border-radius: 10px; padding: 6px 12px; margin-block: 4px; }
  .error { color: var(--signal); margin: 0; min-block-size: 1.5em; }

  header { display: flex; align-items: center; gap: 16px; padding: 16px 0; }
  header p { margin: 0; flex: 1; color: var(--soft); }

  .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(140px, 1fr)); gap: 12px; margin: 0 0 20px; }
  .tiles div, .columns section {
    background: var(--surface);
    border: 1px solid var(--line);
    border-radius: var(--radius);
    padding: 14px 18px;
    min-inline-size: 0;
  }
  .tiles dt { font-size: 13px; color: var(--soft); }
  .tiles dd { margin: 0; font-size: 24px; font-variant-numeric: tabular-nums; }

  .warns, .tiles .warns dd { color: var(--signal); }
  .stack { display: grid; gap: 16px; }

  .columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(380px, 100%), 1fr)); gap: 16px; align-items: start; }
  table { inline-size: 100%; border-collapse: collapse; font-size: 15px; }
  th { text-align: start; font-size: 13px; color: var(--soft); font-weight: 500; }
  th, td { padding: 6px; border-block-end: 1px solid var(--line); }
  :is(th, td):first-child { padding-inline-start: 0; }
  :is(th, td):last-child { padding-inline-end: 0; }
  .n { text-align: end; font-variant-numeric: tabular-nums; }
  .soft { color: var(--soft); }

  ul, ol { list-style: none; margin: 0; padding: 0; }
  .people { max-block-size: 320px; overflow: auto; }
  li { display: flex; align-items: center; flex-wrap: wrap; gap: 4px 12px; padding: 4px 0; border-block-end: 1px solid var(--line); }
  .span { font-weight: 400; }
  .who { flex: 1; min-inline-size: 120px; overflow-wrap: anywhere; }
  .acts { display: flex; gap: 6px; }
  h2 button { font-weight: 400; }
  li:last-child, tbody tr:last-child td { border: 0; }

  .messages li { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 12px; padding: 8px 0; }
  .said-by { overflow-wrap: anywhere; }
  .said-by .soft { font-size: 13px; margin-inline-start: 4px; }
  .words {
    grid-column: 1;
    overflow-wrap: anywhere;
    max-block-size: 6em; /* four lines; the rest is there to scroll to */
    overflow-y: auto;
    white-space: pre-line;
  }
  .messages button { grid-row: 1 / 3; grid-column: 2; align-self: center; }

  @media (max-width: 520px) {
    :host { padding: 0 max(12px, env(safe-area-inset-right)) max(24px, env(safe-area-inset-bottom)) max(12px, env(safe-area-inset-left)); }
    .tiles { grid-template-columns: repeat(6, 1fr); gap: 8px; }
    .tiles div { grid-column: span 2; padding: 10px 8px 10px 10px; }
    .tiles div:nth-child(n + 4) { grid-column: span 3; }
    .tiles dd { font-size: 20px; }
    .columns section { padding: 12px; }
    button, .find { min-block-size: 44px; }
    .people { max-block-size: none; }
    .people li { padding: 6px 0 8px; }
    .acts { inline-size: 100%; }
    .acts button { flex: 1 1 auto; padding-inline: 6px; }
    .connections { display: none; }
  }
`;

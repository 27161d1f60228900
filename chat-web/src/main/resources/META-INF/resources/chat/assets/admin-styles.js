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
  }
  button:hover { background: var(--hover); }
  button:focus-visible, input:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
  button.danger { color: var(--signal); }
  button.primary { background: var(--accent); color: var(--on-accent); border-color: var(--accent); font-size: 16px; inline-size: 100%; min-block-size: 44px; }
  button.link { background: none; border: 0; padding: 0; color: var(--accent); font-weight: 600; }
  button.link[aria-pressed='true'] { text-decoration: underline; text-underline-offset: 4px; }

  .entry { min-block-size: 100%; display: grid; place-items: center; }
  .entry form { inline-size: min(340px, 100%); display: grid; gap: 8px; }
  .entry h1 { margin-block-end: 12px; font-size: 24px; }
  .entry input {
    font: inherit;
    color: inherit;
    background: var(--surface);
    border: 1px solid var(--field-line);
    border-radius: 12px;
    padding: 10px 14px;
  }
  .error { color: var(--signal); margin: 0; min-block-size: 1.5em; }

  header { display: flex; align-items: center; gap: 16px; padding: 16px 0; }
  header p { margin: 0; flex: 1; color: var(--soft); }

  .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(140px, 1fr)); gap: 12px; margin: 0 0 20px; }
  .tiles div, .columns section {
    background: var(--surface);
    border: 1px solid var(--line);
    border-radius: var(--radius);
    padding: 14px 18px;
  }
  .tiles dt { font-size: 13px; color: var(--soft); }
  .tiles dd { margin: 0; font-size: 24px; font-variant-numeric: tabular-nums; }

  .warns, .tiles .warns dd { color: var(--signal); }
  .stack { display: grid; gap: 16px; }

  .columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(380px, 100%), 1fr)); gap: 16px; align-items: start; }
  table { inline-size: 100%; border-collapse: collapse; font-size: 15px; }
  th { text-align: start; font-size: 13px; color: var(--soft); font-weight: 500; }
  th, td { padding: 6px 4px; border-block-end: 1px solid var(--line); }
  .n { text-align: end; font-variant-numeric: tabular-nums; }
  .soft { color: var(--soft); }

  ul, ol { list-style: none; margin: 0; padding: 0; }
  .people { max-block-size: 320px; overflow: auto; }
  li { display: flex; align-items: center; flex-wrap: wrap; gap: 4px 12px; padding: 4px 0; border-block-end: 1px solid var(--line); }
  .who { flex: 1; min-inline-size: 120px; overflow-wrap: anywhere; }
  .acts { display: flex; gap: 6px; }
  h2 button { font-weight: 400; }
  li:last-child, tbody tr:last-child td { border: 0; }

  @media (max-width: 520px) {
    :host { padding: 0 12px 24px; }
    .tiles { grid-template-columns: repeat(auto-fit, minmax(100px, 1fr)); gap: 8px; }
    .tiles div { padding: 10px 12px; }
    .tiles dd { font-size: 20px; }
    .columns section { padding: 12px; }
    .acts button, .messages button { min-block-size: 40px; }
  }

  .messages span {
    flex: 1;
    overflow-wrap: anywhere;
    min-inline-size: 120px;
    max-block-size: 6em; /* four lines; the rest is there to scroll to */
    overflow-y: auto;
    white-space: pre-line;
  }
`;

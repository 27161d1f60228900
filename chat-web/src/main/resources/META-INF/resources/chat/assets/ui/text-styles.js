// @ts-check
import { css } from './view.js';

/** What people write, formatted. */
export const textStyles = css`
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

  @media (forced-colors: active) {
    .mention:not(.msg) {
      border: 1px solid currentColor;
    }

    .mention.me {
      forced-color-adjust: none;
      color: MarkText;
      background: Mark;
    }
  }
`;

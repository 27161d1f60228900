// @ts-check
import { css } from './view.js';

export const composerStyles = css`
  :host {
    position: relative;
    display: block;
    inline-size: 100%;
    max-inline-size: 860px;
    margin-inline: auto;
    padding: 0 20px max(12px, env(safe-area-inset-bottom));
    --face: 26px;
  }

  form {
    display: flex;
    align-items: end;
    gap: 4px;
    padding: 4px;
    border: 1px solid var(--field-line);
    border-radius: 26px;
    background: var(--surface);
  }

  form:focus-within {
    border-color: var(--accent);
    box-shadow: 0 0 0 1px var(--accent);
  }

  textarea {
    flex: 1;
    min-inline-size: 0;
    max-block-size: 33dvh;
    padding: 9px 4px 9px 16px;
    border: 0;
    background: none;
    resize: none;
    line-height: 24px;
    scrollbar-width: thin;
  }

  textarea:focus-visible {
    outline: none; /* the frame around it says so */
  }

  .send {
    display: grid;
    place-items: center;
    inline-size: 44px;
    block-size: 44px;
    border-radius: 50%;
    color: var(--soft);
    flex: none;
    transition: background 0.15s, color 0.15s;
  }

  .send.ready {
    background: var(--accent);
    color: var(--on-accent);
  }

  .send svg {
    inline-size: 22px;
    block-size: 22px;
  }

  :dir(rtl) .send svg {
    transform: scaleX(-1);
  }

  .hint {
    min-block-size: 18px;
    padding: 2px 18px;
    font-size: 12.5px;
    line-height: 18px;
    color: var(--soft);
  }

  .over {
    color: var(--signal);
    font-weight: 600;
  }

  .choices {
    position: absolute;
    inset-block-end: calc(100% + 4px);
    inset-inline: 20px;
    z-index: 3;
    max-inline-size: 360px;
    padding: 6px;
    border-radius: 16px;
    background: var(--surface);
    box-shadow: 0 0 0 1px var(--line), var(--lift);
  }

  .choices li {
    display: flex;
    align-items: center;
    gap: 10px;
    min-block-size: 42px;
    padding: 0 10px;
    border-radius: 11px;
    cursor: pointer;
    overflow-wrap: anywhere;
  }

  .choices li[aria-selected='true'] {
    background: var(--own);
  }

  .sign {
    inline-size: 26px;
    font-size: 20px;
    text-align: center;
  }

  /* A long name of a room stays in its line. */
  textarea:placeholder-shown {
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }

  @media (pointer: coarse) {
    .choices li {
      min-block-size: 44px;
    }
  }

  @media (forced-colors: active) {
    form:focus-within {
      outline: 2px solid Highlight;
      outline-offset: 1px;
    }

    .choices {
      border: 1px solid CanvasText;
    }

    .choices li[aria-selected='true'] {
      forced-color-adjust: none;
      color: HighlightText;
      background: Highlight;
    }
  }

  @container chat (max-width: 640px) {
    :host {
      padding-inline: 10px;
    }

    .choices {
      inset-inline: 10px;
    }

    .hint:empty {
      min-block-size: 0;
      padding-block: 0;
    }
  }
`;

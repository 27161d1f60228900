// @ts-check
import { css } from './view.js';

/** Where things stand. The element asks how wide it is itself, not the window: it may be a corner of a page. */
export const shellStyles = css`
  :host {
    display: block;
    container: chat / inline-size;
    block-size: 560px;
    overflow: hidden;
    background: var(--ground);
  }

  .shell {
    position: relative;
    display: grid;
    grid-template: minmax(0, 1fr) / minmax(0, 1fr);
    block-size: 100%;
  }

  .talk {
    display: flex;
    flex-direction: column;
    min-inline-size: 0;
    min-block-size: 0;
  }

  netty-chat-log {
    flex: 1;
  }

  .toast {
    position: absolute;
    inset-block-end: 110px;
    inset-inline: 16px;
    z-index: 5;
    margin-inline: auto;
    inline-size: fit-content;
    max-inline-size: min(480px, calc(100% - 32px));
    padding: 10px 18px;
    border-radius: 20px;
    font-size: 14px;
    font-weight: 550;
    color: var(--ground);
    background: var(--ink);
    box-shadow: var(--lift);
  }

  .toast:empty {
    display: none;
  }

  @container chat (min-width: 720px) {
    .shell {
      grid-template-columns: 248px minmax(0, 1fr);
    }

    .rooms {
      display: flex;
      border-inline-end: 1px solid var(--line);
    }

    .bar .elsewhere,
    .room-name svg {
      display: none;
    }
  }

  @container chat (min-width: 1040px) {
    .shell.with-people {
      grid-template-columns: 256px minmax(0, 1fr) 232px;
    }

    .with-people .people {
      display: flex;
      border-inline-start: 1px solid var(--line);
    }
  }

  @media (forced-colors: active) {
    .current .open {
      outline: 2px solid Highlight;
    }

    .toast {
      border: 1px solid CanvasText;
    }
  }
`;

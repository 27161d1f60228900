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

  .rooms,
  .people {
    display: none;
    flex-direction: column;
    min-block-size: 0;
    background: var(--panel);
    --face: 32px;
  }

  .scroll {
    flex: 1;
    min-block-size: 0;
    overflow-y: auto;
    padding: 4px 10px 16px;
    scrollbar-width: thin;
    scrollbar-color: var(--line) transparent;
  }

  .brand {
    display: flex;
    align-items: center;
    gap: 10px;
    block-size: 64px;
    padding-inline: 18px;
    font-weight: 700;
    letter-spacing: -0.01em;
    flex: none;
  }

  .brand .mark {
    inline-size: 30px;
    block-size: 30px;
  }

  .room {
    position: relative;
    display: flex;
  }

  .open {
    flex: 1;
    min-inline-size: 0;
    display: flex;
    align-items: center;
    gap: 6px;
    min-block-size: 42px;
    padding: 0 10px;
    border-radius: 12px;
    font-weight: 550;
  }

  .open .label {
    flex: 1;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .open svg {
    inline-size: 17px;
    block-size: 17px;
    color: var(--soft);
  }

  .open:hover,
  .add:hover {
    background: var(--hover);
  }

  .current .open {
    background: var(--surface);
    box-shadow: var(--shadow);
  }

  .part {
    display: grid;
    place-items: center;
    position: absolute;
    inset-block: 5px;
    inset-inline-end: 5px;
    inline-size: 32px;
    border-radius: 9px;
    color: var(--soft);
    background: inherit;
    opacity: 0;
  }

  .part svg {
    inline-size: 15px;
    block-size: 15px;
  }

  .room:hover .part,
  .part:focus-visible {
    opacity: 1;
    background: var(--surface);
  }

  .room:hover .badge {
    visibility: hidden;
  }

  .room:only-child:hover .badge {
    visibility: visible;
  }

  @media (hover: none) {
    .part {
      position: static;
      inset: auto;
      inline-size: 40px;
      opacity: 1;
    }
  }

  .add {
    display: flex;
    align-items: center;
    gap: 8px;
    inline-size: 100%;
    min-block-size: 42px;
    padding: 0 8px;
    border-radius: 12px;
    color: var(--soft);
    font-weight: 550;
  }

  .add svg {
    inline-size: 17px;
    block-size: 17px;
  }

  .self {
    display: flex;
    align-items: center;
    gap: 10px;
    padding: 10px 12px max(12px, env(safe-area-inset-bottom));
    border-block-start: 1px solid var(--line);
    --face: 36px;
  }

  .who {
    flex: 1;
    min-inline-size: 0;
    display: grid;
    padding: 3px 8px;
    margin-inline-start: -6px;
    border-radius: 10px;
    line-height: 1.3;
  }

  .who:hover {
    background: var(--hover);
  }

  .who .label {
    font-weight: 650;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .who .sub,
  .you {
    font-size: 13px;
    color: var(--soft);
  }

  .people h2 {
    display: flex;
    align-items: center;
    gap: 8px;
    block-size: 64px;
    padding-inline: 20px;
    font-size: 15px;
    font-weight: 650;
    flex: none;
  }

  .number {
    color: var(--soft);
    font-weight: 500;
  }

  .person {
    display: flex;
    align-items: center;
    gap: 10px;
    min-block-size: 44px;
    padding: 0 10px;
    --face: 30px;
  }

  .person .label {
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    font-weight: 550;
  }

  .person .icon {
    margin-inline-start: auto;
    margin-inline-end: -8px;
  }

  .many {
    padding: 0 10px;
    color: var(--soft);
  }

  .sheet .person {
    padding-inline: 0;
  }

  .sheet .found .open {
    min-block-size: 46px;
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
  }
`;

// @ts-check
import { css } from './view.js';

/** The columns beside the talk, rooms and people; and the same lists in a sheet. */
export const panelStyles = css`
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
    text-align: -webkit-match-parent; /* all names of rooms begin at the same edge */
    text-align: match-parent;
  }

  .open .hash {
    margin-inline-end: 5px;
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

  .part:focus-visible {
    opacity: 1;
    background: var(--surface);
  }

  @media (hover: hover) {
    .room:hover .part {
      opacity: 1;
      background: var(--surface);
    }

    .room:not(:only-child):hover .badge {
      visibility: hidden;
    }
  }

  @media (hover: none) {
    .part {
      position: static;
      inset: auto;
      inline-size: 44px;
      opacity: 1;
    }
  }

  @media (pointer: coarse) {
    .open,
    .add {
      min-block-size: 44px;
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
`;

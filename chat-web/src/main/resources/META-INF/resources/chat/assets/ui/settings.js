// @ts-check
import { css, html, nothing } from './view.js';
import { icons } from './icons.js';

/**
 * @param {object} state
 * @param {string} state.room
 * @param {{notify?: boolean, sound?: boolean}} state.wants
 * @param {string} state.hindrance why notifications are not to be had
 * @param {string} state.theme
 * @param {boolean} state.page whether the appearance is ours to choose
 * @param {any} on
 */
export function settings({ room, wants, hindrance, theme, page }, on) {
  return html`
    <fieldset>
      <legend>In <span dir="auto">#${room}</span></legend>
      <label class="option"><span>Notifications${hindrance ? html` <small>${hindrance}</small>` : nothing}</span>
        <input type="checkbox" role="switch" .checked=${Boolean(wants.notify) && !hindrance} ?disabled=${Boolean(hindrance)}
          @change=${(event) => on.notify('notify', event.target.checked)} /></label>
      <label class="option"><span>Sound</span>
        <input type="checkbox" role="switch" .checked=${Boolean(wants.sound)}
          @change=${(event) => on.notify('sound', event.target.checked)} /></label>
    </fieldset>
    ${page
      ? html`<fieldset>
          <legend>Appearance</legend>
          <div class="segments">
            ${['auto', 'light', 'dark'].map((choice) => html`<label><input type="radio" name="theme" value=${choice}
              .checked=${theme === choice} @change=${() => on.theme(choice)} /><span>${
                { auto: 'System', light: 'Light', dark: 'Dark' }[choice]}</span></label>`)}
          </div>
        </fieldset>`
      : nothing}
    <div class="choices-list">
      <button class="option" @click=${on.rename}>${icons.pen} Change name</button>
      <button class="option" @click=${on.help}>${icons.help} Keys and formatting</button>
      <button class="option" @click=${on.signOut}>${icons.leave} Leave the chat</button>
    </div>
  `;
}

export const settingsStyles = css`
  legend {
    padding: 0;
    margin-block-end: 4px;
    font-size: 14px;
    font-weight: 600;
    color: var(--soft);
  }

  .option {
    display: flex;
    align-items: center;
    gap: 12px;
    inline-size: 100%;
    min-block-size: 46px;
  }

  label.option {
    justify-content: space-between;
  }

  .option small {
    color: var(--soft);
    margin-inline-start: 6px;
  }

  .option svg {
    color: var(--soft);
  }

  .choices-list {
    border-block-start: 1px solid var(--line);
    padding-block-start: 8px;
    margin-block-end: -10px;
  }

  .choices-list .option {
    padding-inline: 10px;
    margin-inline: -10px;
    inline-size: calc(100% + 20px);
    border-radius: 12px;
  }

  .choices-list .option:hover {
    background: var(--hover);
  }

  [role='switch'] {
    appearance: none;
    position: relative;
    inline-size: 46px;
    block-size: 28px;
    margin: 0;
    border: 1px solid var(--field-line);
    border-radius: 14px;
    background: var(--surface);
    cursor: pointer;
    transition: background 0.15s;
    flex: none;
  }

  [role='switch']::after {
    content: '';
    position: absolute;
    inset-block-start: 4px;
    inset-inline-start: 4px;
    inline-size: 18px;
    block-size: 18px;
    border-radius: 50%;
    background: var(--field-line);
    transition: inset-inline-start 0.15s;
  }

  [role='switch']:checked {
    border-color: var(--accent);
    background: var(--accent);
  }

  [role='switch']:checked::after {
    inset-inline-start: 22px;
    background: var(--on-accent);
  }

  [role='switch']:disabled {
    opacity: 0.5;
    cursor: default;
  }

  .segments {
    display: flex;
    padding: 3px;
    border-radius: 14px;
    background: var(--panel);
    box-shadow: inset 0 0 0 1px var(--line);
  }

  .segments label {
    flex: 1;
    display: grid;
    cursor: pointer;
  }

  .segments input {
    appearance: none;
    margin: 0;
    grid-area: 1 / 1;
    border-radius: 11px;
  }

  .segments input:checked {
    background: var(--surface);
    box-shadow: 0 0 0 1px var(--line), var(--shadow);
  }

  .segments span {
    grid-area: 1 / 1;
    z-index: 1;
    padding: 7px 4px;
    text-align: center;
    font-size: 15px;
    font-weight: 550;
  }

  @media (pointer: coarse) {
    .segments span {
      padding-block: 12px;
    }
  }

  @media (forced-colors: active) {
    [role='switch'],
    .segments input {
      border: 1px solid ButtonText;
    }

    [role='switch']::after {
      background: ButtonText;
    }

    [role='switch']:checked,
    .segments input:checked {
      forced-color-adjust: none;
      border-color: Highlight;
      background: Highlight;
    }

    [role='switch']:checked::after {
      background: HighlightText;
    }

    .segments input:checked + span {
      forced-color-adjust: none;
      color: HighlightText;
    }
  }
`;

// @ts-check
import { classMap, css, html, nothing } from './view.js';
import { icons } from './icons.js';

/**
 * @param {object} state
 * @param {string} state.room
 * @param {number} state.count how many people are here
 * @param {boolean} state.online
 * @param {number} state.elsewhere unread messages in other rooms
 * @param {boolean} state.locked
 * @param {boolean} state.peopleShown
 * @param {any} on
 */
export function header({ room, count, online, elsewhere, locked, peopleShown }, on) {
  const title = html`<span class="hash" aria-hidden="true">#</span><span class="label" dir="auto">${room}</span>`;
  return html`<header class="bar">
    <div class="title">
      <h1>${locked
        ? html`<span class="room-name">${title}</span>`
        : html`<button class="room-name" title="Switch rooms (Ctrl+K)" @click=${on.switcher}>${title}${icons.unfold}</button>`}
      </h1>
      ${elsewhere
        ? html`<button class="badge elsewhere" title="Next unread room (Alt+A)" @click=${on.nextUnread}>
            ${elsewhere > 99 ? '99+' : elsewhere}<span class="said"> unread in other rooms</span></button>`
        : nothing}
      <p class="status">
        <span class=${classMap({ dot: true, on: online })} aria-hidden="true"></span>
        <span>${online ? 'Connected' : 'Not connected'}</span>
      </p>
    </div>
    <button class="count-button" aria-label="People, ${count}" title="People" aria-expanded=${peopleShown ? 'true' : 'false'}
      @click=${on.people}>${icons.people}<span>${count}</span></button>
    <button class="icon" aria-label="Invite" title="Invite" @click=${on.share}>${icons.share}</button>
    <button class="icon" aria-label="Settings" title="Settings" @click=${on.settings}>${icons.more}</button>
  </header>`;
}

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

export const headerStyles = css`
  .bar {
    display: flex;
    align-items: center;
    gap: 4px;
    min-block-size: 64px;
    padding: 8px 12px 8px 16px;
    padding-block-start: max(8px, env(safe-area-inset-top));
    border-block-end: 1px solid var(--line);
  }

  .title {
    flex: 1;
    min-inline-size: 0;
    display: grid;
    grid-template-columns: fit-content(100%) auto;
    justify-content: start;
    align-items: center;
    column-gap: 8px;
  }

  .bar h1 {
    min-inline-size: 0;
    font-size: 18px;
    line-height: 1.3;
    font-weight: 700;
    letter-spacing: -0.01em;
  }

  .room-name {
    display: flex;
    align-items: center;
    max-inline-size: 100%;
    padding: 2px 4px 2px 0;
    border-radius: 8px;
    font-weight: inherit;
  }

  button.room-name:hover {
    background: var(--hover);
  }

  .room-name .label {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .room-name svg {
    inline-size: 18px;
    block-size: 18px;
    margin-inline-start: 2px;
    color: var(--soft);
  }

  .hash {
    color: var(--soft);
    font-weight: 500;
    margin-inline-end: 1px;
  }

  .status {
    grid-column: 1 / -1;
    display: flex;
    align-items: center;
    gap: 6px;
    font-size: 13px;
    color: var(--soft);
  }

  .dot {
    inline-size: 8px;
    block-size: 8px;
    border-radius: 50%;
    border: 2px solid var(--soft);
  }

  .dot.on {
    border-color: light-dark(#1f9d62, #55d08f);
    background: light-dark(#1f9d62, #55d08f);
  }

  .count-button {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    block-size: 40px;
    padding: 0 10px;
    border-radius: 12px;
    color: var(--soft);
    font-weight: 600;
    font-size: 14px;
    font-variant-numeric: tabular-nums;
  }

  .count-button:hover {
    background: var(--hover);
    color: var(--ink);
  }

  .badge {
    min-inline-size: 22px;
    padding: 1px 7px;
    border-radius: 11px;
    font-size: 13px;
    line-height: 20px;
    font-weight: 650;
    text-align: center;
    font-variant-numeric: tabular-nums;
    color: var(--on-accent);
    background: var(--accent);
    flex: none;
  }

  .badge.mentioned {
    color: var(--on-signal);
    background: var(--signal);
  }

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

  @media (forced-colors: active) {
    [role='switch'],
    .segments input {
      appearance: auto;
    }
  }
`;

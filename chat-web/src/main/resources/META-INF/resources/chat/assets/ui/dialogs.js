// @ts-check
import { css, html, nothing } from './view.js';
import { icons } from './icons.js';

/**
 * A dialog with a name, a button to close it and its content. `<dialog>` does the rest: focus stays inside, Escape
 * closes, the page behind is inert.
 * @param {string} title
 * @param {unknown} content
 * @param {(event: Event) => void} onClose
 */
export function sheet(title, content, onClose) {
  return html`<dialog class="sheet" aria-labelledby="sheet-title" @close=${onClose} @click=${closeOutside}>
    <div class="sheet-body">
      <header>
        <h2 id="sheet-title">${title}</h2>
        <button class="icon" aria-label="Close" @click=${closeNearest}>${icons.close}</button>
      </header>
      ${content}
    </div>
  </dialog>`;
}

/** The end of the connection, and the way back. @param {{title: string, text: string}} end @param {() => void} onResume @param {() => void} onClose */
export function endDialog({ title, text }, onResume, onClose) {
  return html`<dialog class="sheet end" aria-labelledby="end-title" aria-describedby="end-text" @close=${onClose}>
    <div class="sheet-body">
      <h2 id="end-title">${title}</h2>
      <p id="end-text">${text}</p>
      <button class="primary" autofocus @click=${onResume}>Reconnect</button>
    </div>
  </dialog>`;
}

/** What to say about a final close. @param {{code: string, reason: string}} end @param {number} idle seconds */
export function endText({ code, reason }, idle) {
  const minutes = idle % 60 === 0 ? `${idle / 60} minute${idle === 60 ? '' : 's'}` : `${idle} seconds`;
  switch (code) {
    case 'idle':
    case '4500':
      return {
        title: 'Disconnected',
        text: `The connection is closed: you were inactive for ${minutes}. Nothing is lost, you can go on where you were.`,
      };
    case 'kicked':
    case '4504':
      return { title: 'You were removed', text: reason };
    case 'replaced':
    case '4506':
      return { title: 'Opened elsewhere', text: 'This chat was continued in another tab or window.' };
    default:
      return { title: 'Connection closed', text: reason };
  }
}

const KEYS = [
  ['Enter', 'Send the message'],
  ['Shift + Enter', 'New line'],
  ['↑', 'Bring back your last line'],
  ['@ and :', 'Complete a name or an emoji'],
  ['Ctrl or ⌘ + K', 'Switch or join rooms'],
  ['Alt + A', 'Go to the next unread room'],
  ['Alt + ↑ ↓', 'Go to the room above or below'],
  ['Esc', 'Jump to the latest message'],
  ['↑ ↓ in the messages', 'Go from message to message'],
  ['?', 'This help'],
];

export const help = html`
  <dl class="keys">
    ${KEYS.map(([key, what]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${what}</dd></div>`)}
  </dl>
  <h3>Writing</h3>
  <p class="fine">
    <code>**bold**</code> <code>*italic*</code> <code>~~gone~~</code> <code>\`code\`</code> <code>\`\`\` block</code>
    <code>&gt; quote</code> <code>- list</code> <code>:tada:</code>
  </p>
`;

/**
 * Where the name is changed.
 * @param {string} name
 * @param {string} error
 * @param {(event: Event) => void} onSubmit
 */
export function renameForm(name, error, onSubmit) {
  return html`<form class="stack" @submit=${onSubmit}>
    <label for="new-name">New name</label>
    <input class="field" id="new-name" name="name" .value=${name} autocomplete="nickname" dir="auto" maxlength="64"
      autofocus aria-describedby="rename-error" />
    <p class="error" id="rename-error" role="alert">${error || nothing}</p>
    <button class="primary">Save</button>
  </form>`;
}

/** @param {Event} event */
function closeNearest(event) {
  close(/** @type {HTMLDialogElement} */ (/** @type {HTMLElement} */ (event.currentTarget).closest('dialog')));
}

/** A click on the backdrop is a click on the dialog itself. @param {Event} event */
function closeOutside(event) {
  if (event.target === event.currentTarget) close(/** @type {HTMLDialogElement} */ (event.currentTarget));
}

/**
 * Closes and tells so at once. The browser tells it a while later: a key that opens another dialog would be lost until
 * then, because this one still counted as open.
 * @param {HTMLDialogElement} dialog
 */
function close(dialog) {
  dialog.close();
  dialog.dispatchEvent(new Event('close'));
}

export const dialogStyles = css`
  dialog {
    inline-size: min(440px, calc(100% - 32px));
    max-block-size: min(720px, calc(100% - 48px));
    margin: auto;
    padding: 0;
    border: 0;
    border-radius: 24px;
    color: var(--ink);
    background: var(--ground);
    box-shadow: 0 0 0 1px var(--line), var(--lift);
    overscroll-behavior: contain;
  }

  @media (max-height: 640px) {
    dialog {
      max-block-size: calc(100% - 16px);
    }
  }

  dialog::backdrop {
    background: rgb(10 16 18 / 45%);
  }

  dialog[open] {
    animation: rise 0.18s ease-out;
  }

  @keyframes rise {
    from {
      translate: 0 14px;
    }
  }

  .sheet-body {
    display: flex;
    flex-direction: column;
    gap: 14px;
    padding: 22px 24px 24px;
  }

  .sheet header {
    display: flex;
    align-items: center;
    justify-content: space-between;
    margin-inline-end: -10px;
  }

  .sheet h2 {
    font-size: 21px;
    font-weight: 700;
    letter-spacing: -0.015em;
  }

  .sheet h3 {
    font-size: 14px;
  }

  .end p {
    color: var(--soft);
    margin-block-end: 6px;
  }

  .stack {
    display: flex;
    flex-direction: column;
    gap: 8px;
  }

  .stack label,
  .fine {
    font-size: 14px;
  }

  .stack label {
    font-weight: 600;
  }

  .fine {
    color: var(--soft);
    line-height: 1.9;
  }

  .error {
    font-size: 14px;
    color: var(--signal);
  }

  .keys > div {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 16px;
    padding-block: 6px;
    border-block-end: 1px solid var(--line);
    font-size: 15px;
  }

  .keys dd {
    text-align: end;
    color: var(--soft);
  }

  kbd,
  .fine code {
    padding: 2px 7px;
    border: 1px solid var(--line);
    border-radius: 7px;
    font-family: inherit;
    font-size: 13px;
    font-weight: 600;
    color: var(--ink);
    background: var(--surface);
    white-space: nowrap;
  }

  .fine code {
    font-family: var(--mono);
    font-weight: 400;
  }

  @media (forced-colors: active) {
    dialog {
      border: 2px solid CanvasText;
    }
  }
`;

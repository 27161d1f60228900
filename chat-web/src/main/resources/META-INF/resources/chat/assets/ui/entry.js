// @ts-check
import { css, html, nothing } from './view.js';
import { mark } from './icons.js';
import { duration } from './time.js';

/** @param {import('./desk.js').Desk} desk @param {string} room */
export function entryState({ chat, busy, name, error }, room) {
  const wait = chat.retryAt - Date.now();
  const lost = chat.attempt > 0 && chat.state !== 'offline';
  const again = wait > 0 ? `Trying again in ${duration(wait)}.` : 'Trying again…';
  const waiting = lost ? `The server cannot be reached. ${again}` : busy ? 'Connecting…' : '';
  return { room, host: new URL(chat.endpoint).host, name, error, busy, settled: busy && !lost, waiting };
}

/**
 * The first thing a visitor sees: a name, a button.
 * @param {object} state
 * @param {string} state.room
 * @param {string} state.host
 * @param {string} state.name what to begin with
 * @param {string} state.error why the last try failed
 * @param {boolean} state.busy
 * @param {boolean} state.settled the server is being told the name: what is typed now is not meant for it
 * @param {string} state.waiting said while the server cannot be reached
 * @param {(event: Event) => void} onSubmit
 */
export function entry({ room, host, name, error, busy, settled, waiting }, onSubmit) {
  return html`<section class="entry" aria-label="Join the chat">
    <form @submit=${onSubmit} novalidate>
      ${mark}
      <h1>Netty Chat</h1>
      <p class="lead">Pick a name and join <strong dir="auto">#${room}</strong> on ${host}.</p>
      <label for="name">Name</label>
      <input class="field" id="name" name="name" .value=${name} autocomplete="nickname" autocapitalize="words"
        spellcheck="false" enterkeyhint="go" dir="auto" maxlength="64" aria-describedby="name-error" ?readonly=${settled}
        aria-invalid=${error ? 'true' : 'false'} />
      <p class="error" id="name-error" role="alert">${error || nothing}</p>
      <button class="primary" aria-busy=${busy ? 'true' : 'false'}>Connect</button>
      <p class="waiting" role="status">${waiting || nothing}</p>
    </form>
  </section>`;
}

export const entryStyles = css`
  .entry {
    block-size: 100%;
    display: grid;
    place-items: center;
    overflow-y: auto;
    padding: 24px 20px max(24px, env(safe-area-inset-bottom));
  }

  .entry form {
    display: flex;
    flex-direction: column;
    inline-size: 100%;
    max-inline-size: 360px;
    margin-block-end: 6vh;
  }

  .entry .mark {
    inline-size: 72px;
    block-size: 72px;
    margin-block-end: 20px;
  }

  .entry h1 {
    font-size: 32px;
    line-height: 1.15;
    font-weight: 720;
    letter-spacing: -0.025em;
  }

  .entry .lead {
    margin-block: 8px 28px;
    color: var(--soft);
    overflow-wrap: anywhere;
  }

  .entry .lead strong {
    color: var(--ink);
    font-weight: 650;
  }

  .entry label {
    font-size: 14px;
    font-weight: 600;
    margin-block-end: 6px;
  }

  .entry .error {
    display: block;
    min-block-size: 14px;
    padding-block: 6px 8px;
    font-size: 14px;
    color: var(--signal);
  }

  .entry .primary {
    min-block-size: 50px;
  }

  .entry .primary[aria-busy='true'] {
    opacity: 0.7;
  }

  .entry .waiting {
    min-block-size: 22px;
    margin-block-start: 14px;
    font-size: 14px;
    color: var(--soft);
    text-align: center;
  }

  .mark {
    stroke: none;
  }

  .mark-ground {
    fill: var(--accent);
  }

  .mark-bubble {
    fill: var(--on-accent);
  }

  .mark-net {
    fill: none;
    stroke: var(--accent);
    stroke-width: 2;
  }

  .mark-node {
    fill: var(--accent);
  }

  .mark-you {
    fill: light-dark(#f0705f, #d8402f);
  }
`;

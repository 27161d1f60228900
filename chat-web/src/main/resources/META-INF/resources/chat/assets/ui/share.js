// @ts-check
import { css, html, svg, nothing } from './view.js';
import { icons } from './icons.js';
import { qrCode } from './qr.js';

/**
 * The address of the room, for a phone to scan and for a friend to open.
 * @param {string} address
 * @param {{copied: boolean, onCopy: () => void}} state
 */
export function share(address, { copied, onCopy }) {
  const host = new URL(address).hostname;
  const local = isLoopback(host);
  return html`
    ${local
      ? html`<p class="local">${icons.alert}<span>This address works on this computer only. To bring a phone in, start the
          server with <code>--host 0.0.0.0</code> and open the address it prints: the code there works.</span></p>`
      : html`<p class="fine-text">Scan it with a phone, or send the link.</p>`}
    <div class="qr">${qr(address)}</div>
    <div class="copy">
      <input class="field" readonly aria-label="Link to this room" .value=${address} @focus=${(event) => event.target.select()} />
      <button class="plain" @click=${onCopy}>${icons.copy}<span aria-live="polite">${copied ? 'Copied' : 'Copy link'}</span></button>
    </div>
  `;
}

/** @param {string} text */
function qr(text) {
  const code = qrCode(text);
  if (!code) return nothing;
  const dark = code.flatMap((row, y) => row.map((on, x) => (on ? `M${x + 4} ${y + 4}h1v1h-1z` : ''))).join('');
  const size = code.length + 8;
  return html`<svg viewBox="0 0 ${size} ${size}" role="img" aria-label="QR code of the link" shape-rendering="crispEdges">
    ${svg`<path class="paper" d="M0 0h${size}v${size}H0z" /><path class="dots" d=${dark} />`}
  </svg>`;
}

/** @param {string} host */
export function isLoopback(host) {
  return host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127\./.test(host);
}

/**
 * Copies where the page may (HTTPS, localhost), and by the old road elsewhere: a chat in the local network is HTTP.
 * @param {string} text
 */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    area.readOnly = true;
    area.className = 'netty-chat-copy';
    const dialog = deepActive()?.closest('dialog');
    (dialog ?? document.body).append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done;
  }
}

function deepActive() {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active;
}

export const shareStyles = css`
  .qr {
    display: grid;
    place-items: center;
  }

  .qr svg {
    inline-size: min(240px, 70%, 34dvh);
    block-size: auto;
    border-radius: 18px;
    stroke: none;
  }

  .paper {
    fill: #ffffff;
  }

  .dots {
    fill: #10201d;
  }

  .copy {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }

  .copy .field {
    flex: 1 1 200px;
    min-inline-size: 0;
    font-size: 16px;
    text-overflow: ellipsis;
  }

  .copy .plain {
    flex: 1 0 auto;
  }

  .fine-text {
    color: var(--soft);
  }

  .local {
    display: flex;
    gap: 10px;
    padding: 12px 14px;
    border-radius: 14px;
    font-size: 14px;
    background: var(--hover);
  }

  .local code {
    font-family: var(--mono);
    font-size: 13px;
    white-space: nowrap;
  }
`;

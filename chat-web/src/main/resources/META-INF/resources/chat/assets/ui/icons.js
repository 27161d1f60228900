// @ts-check
import { html, svg } from './view.js';

/** @param {unknown} path */
const icon = (path) => html`<svg viewBox="0 0 24 24" aria-hidden="true">${path}</svg>`;

export const icons = {
  send: icon(svg`<path d="M5 12h13M12 5l7 7-7 7" />`),
  people: icon(svg`<circle cx="9" cy="8" r="3.5" /><path d="M2.5 20c.6-3.6 3.2-5.5 6.5-5.5s5.9 1.9 6.5 5.5M16 4.8a3.5 3.5 0 0 1 0 6.4M18.5 15c1.7.8 2.7 2.5 3 5" />`),
  share: icon(svg`<rect x="3.5" y="3.5" width="6.5" height="6.5" rx="1.5" /><rect x="14" y="3.5" width="6.5" height="6.5" rx="1.5" /><rect x="3.5" y="14" width="6.5" height="6.5" rx="1.5" /><path d="M14 14h2.5v2.5M20.5 14v2.5M14 20.5h2.5M20.5 20.5h-.01" />`),
  bell: icon(svg`<path d="M6 9.5a6 6 0 0 1 12 0c0 5 2 6.5 2 6.5H4s2-1.5 2-6.5M10 19.5a2.2 2.2 0 0 0 4 0" />`),
  more: icon(svg`<circle cx="5" cy="12" r="1" /><circle cx="12" cy="12" r="1" /><circle cx="19" cy="12" r="1" />`),
  plus: icon(svg`<path d="M12 5v14M5 12h14" />`),
  close: icon(svg`<path d="M6 6l12 12M18 6 6 18" />`),
  down: icon(svg`<path d="M12 5v14M6 13l6 6 6-6" />`),
  unfold: icon(svg`<path d="m8 10 4 4 4-4" />`),
  link: icon(svg`<path d="M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7l-1.2 1.2M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.7l1.2-1.2" />`),
  copy: icon(svg`<rect x="8" y="8" width="12" height="12" rx="2.5" /><path d="M16 8V6.5A2.5 2.5 0 0 0 13.5 4h-7A2.5 2.5 0 0 0 4 6.5v7A2.5 2.5 0 0 0 6.5 16H8" />`),
  quote: icon(svg`<path d="M9 6 4 11l5 5M4 11h9a7 7 0 0 1 7 7v1" />`),
  help: icon(svg`<circle cx="12" cy="12" r="9" /><path d="M9.5 9.5a2.5 2.5 0 1 1 3.7 2.2c-.8.5-1.2 1-1.2 1.8M12 17h.01" />`),
  pen: icon(svg`<path d="M4 20h4L19 9a2.8 2.8 0 0 0-4-4L4 16zM13.5 6.5l4 4" />`),
  moon: icon(svg`<path d="M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5" />`),
  leave: icon(svg`<path d="M14 4H6.5A1.5 1.5 0 0 0 5 5.5v13A1.5 1.5 0 0 0 6.5 20H14M10 12h10M16.5 8.5 20 12l-3.5 3.5" />`),
  shield: icon(svg`<path d="M12 3.5 5 6v5.5c0 4.3 2.9 7.4 7 9 4.1-1.6 7-4.7 7-9V6z" />`),
  bin: icon(svg`<path d="M4.5 6.5h15M9.5 6.5v-2h5v2M6.5 6.5l.8 12.5a1.5 1.5 0 0 0 1.5 1.5h6.4a1.5 1.5 0 0 0 1.5-1.5l.8-12.5M10 10.5v6M14 10.5v6" />`),
  mute: icon(svg`<path d="M20 11.5c0 4.2-3.6 7-8 7-1 0-2-.1-2.9-.4L4.5 20l1.3-3.7A6.6 6.6 0 0 1 4 11.5c0-4.2 3.6-7 8-7s8 2.8 8 7M9.5 9l5 5M14.5 9l-5 5" />`),
  sound: icon(svg`<path d="M20 11.5c0 4.2-3.6 7-8 7-1 0-2-.1-2.9-.4L4.5 20l1.3-3.7A6.6 6.6 0 0 1 4 11.5c0-4.2 3.6-7 8-7s8 2.8 8 7M8.8 11.8l2.4 2.2 4-4.2" />`),
  ban: icon(svg`<circle cx="12" cy="12" r="8.5" /><path d="m6 6 12 12" />`),
  clock: icon(svg`<circle cx="12" cy="12" r="8.5" /><path d="M12 7.5V12l3 2" />`),
  alert: icon(svg`<path d="M12 4 2.8 19.5h18.4zM12 10v4.5M12 17h.01" />`),
};

/** The speech bubble of the mark. */
export const BUBBLE =
  'M32 14c11.6 0 20 7.2 20 16.5S43.6 47 32 47c-2.2 0-4.3-.3-6.3-.7L15.5 51l2.4-8.7C14.2 39.3 12 35.1 12 30.5 12 21.2 20.4 14 32 14';

/** The mark: a speech bubble tied like a knot of a net. */
export const mark = html`<svg class="mark" viewBox="0 0 64 64" aria-hidden="true">
  <rect class="mark-ground" width="64" height="64" rx="18" />
  <path class="mark-bubble" d=${BUBBLE} />
  <path class="mark-net" d="m23 30.5 9-6 9 6-9 6z" />
  <circle class="mark-node" cx="23" cy="30.5" r="3.3" /><circle class="mark-node" cx="41" cy="30.5" r="3.3" />
  <circle class="mark-node" cx="32" cy="24.5" r="3.3" /><circle class="mark-you" cx="32" cy="36.5" r="3.3" />
</svg>`;

// @ts-check
import { html, nothing } from './view.js';
import { graphemes } from './face.js';

/**
 * Text to templates. marked finds the structure, lit-html builds the nodes: no HTML string is ever made of what
 * somebody wrote, and whatever is not known here is shown as it was typed.
 */

/** Only what can carry a link safely; `javascript:` and its kind stay text. */
const SAFE_LINK = /^(?:https?:\/\/|mailto:)/i;
/** Deeper than this nobody means it: thousands of `>` in a row are a weapon, and are shown as they were typed. */
const DEEPEST = 12;
/** The lexer's work grows with the square of these and worse; more than so many are shown as they were typed. */
const SIGNS = /[*_~`[\]<>\\]/g;
const MOST_SIGNS = 250;
const FENCED = /```[\s\S]*?```/g;
/** Text without any of these cannot hold markup, and most of what people say does not. */
const MARKUP = /[`*_~[\]\\]|https?:|www\.|\S@\S|^\s*(?:[-+>#|]|\d+[.)])/m;

/** @type {any} */
let Lexer = null;

/** Loads the lexer; text is drawn as it was typed until it is here. */
export async function loadMarkdown() {
  try {
    ({ Lexer } = await import('../vendor/marked/lib/marked.esm.js'));
  } catch {
    // Plain text is readable too.
  }
}

export const markdownReady = () => Lexer !== null;

/**
 * @typedef {object} Reading how a text is read
 * @property {RegExp | null} [mentions] what counts as a mention, from {@link mentionsOf}
 * @property {string} [me] own name, lower case
 * @property {URL | string} [page] links to this page stay in it
 */

/**
 * @param {string} text
 * @param {Reading} [reading]
 * @returns {unknown} a template
 */
export function formatted(text, reading = {}) {
  if (!Lexer || !MARKUP.test(text)) return html`<p>${words(text, reading)}</p>`;
  let tokens;
  try {
    if ((text.replace(FENCED, '').match(SIGNS)?.length ?? 0) > MOST_SIGNS) throw new RangeError('too many signs');
    tokens = new Lexer({ gfm: true, breaks: true }).lex(text);
    if (isTooDeep(tokens)) throw new RangeError('too deep');
  } catch {
    return html`<p>${words(text, reading)}</p>`;
  }
  return blocks(tokens, reading);
}

/** @param {any[]} tokens @param {number} [depth] @returns {boolean} */
function isTooDeep(tokens, depth = 0) {
  if (depth > DEEPEST) return true;
  return tokens.some((token) => isTooDeep(token.items ?? token.tokens ?? [], depth + 1));
}

/** @param {any[]} tokens @param {Reading} reading @returns {unknown[]} */
function blocks(tokens, reading) {
  return tokens.map((token) => block(token, reading));
}

/** @param {any} token @param {Reading} reading @returns {unknown} */
function block(token, reading) {
  switch (token.type) {
    case 'space':
      return nothing;
    case 'paragraph':
      return html`<p>${inlines(token.tokens, reading)}</p>`;
    case 'heading':
      return html`<p><strong>${inlines(token.tokens, reading)}</strong></p>`;
    case 'text':
      return token.tokens ? inlines(token.tokens, reading) : words(token.text, reading);
    case 'code':
      return token.codeBlockStyle === 'indented'
        ? html`<p>${words(token.raw, reading)}</p>`
        : html`<pre dir="ltr"><code>${token.text}</code></pre>`;
    case 'blockquote':
      return html`<blockquote>${blocks(token.tokens, reading)}</blockquote>`;
    case 'list':
      return list(token, reading);
    case 'checkbox':
      return token.checked ? '☑ ' : '☐ ';
    default:
      return html`<p>${token.raw.replace(/\n+$/, '')}</p>`;
  }
}

/** @param {any} token @param {Reading} reading */
function list(token, reading) {
  const items = token.items.map((/** @type {any} */ item) => html`<li>${blocks(item.tokens, reading)}</li>`);
  return token.ordered ? html`<ol start=${token.start}>${items}</ol>` : html`<ul>${items}</ul>`;
}

/** @param {any[]} tokens @param {Reading} reading @returns {unknown[]} */
function inlines(tokens, reading) {
  return tokens.map((token) => inline(token, reading));
}

/** @param {any} token @param {Reading} reading @returns {unknown} */
function inline(token, reading) {
  switch (token.type) {
    case 'text':
      return token.tokens ? inlines(token.tokens, reading) : words(token.text, reading);
    case 'escape':
      return token.text;
    case 'strong':
      return html`<strong>${inlines(token.tokens, reading)}</strong>`;
    case 'em':
      return html`<em>${inlines(token.tokens, reading)}</em>`;
    case 'del':
      return html`<del>${inlines(token.tokens, reading)}</del>`;
    case 'codespan':
      return html`<code dir="ltr">${token.text}</code>`;
    case 'br':
      return html`<br />`;
    case 'checkbox':
      return token.checked ? '☑ ' : '☐ ';
    case 'link':
      return link(token.href, token.href === token.text ? token.text : inlines(token.tokens, reading), token.raw, reading);
    case 'image':
      return link(token.href, token.text || token.href, token.raw, reading);
    default:
      return token.raw;
  }
}

/** @param {string} href @param {unknown} content @param {string} raw @param {Reading} reading */
function link(href, content, raw, reading) {
  if (!SAFE_LINK.test(href)) return raw;
  const page = reading.page && String(reading.page);
  if (page && href.startsWith(`${page}#`)) return html`<a href=${href}>${content}</a>`;
  return html`<a href=${href} title=${href} target="_blank" rel="noopener noreferrer nofollow">${content}</a>`;
}

/** Plain words, with mentions marked. @param {string} text @param {Reading} reading */
function words(text, { mentions, me }) {
  if (!mentions || !text.includes('@')) return text;
  return text.split(mentions).map((part, i) => {
    if (i % 2 === 0) return part;
    return html`<span class=${part.slice(1).toLowerCase() === me ? 'mention me' : 'mention'}>${part}</span>`;
  });
}

/**
 * The pattern of a mention of one of these names; longer names win.
 * @param {Iterable<string>} names
 * @returns {RegExp | null}
 */
export function mentionsOf(names) {
  const escaped = [...new Set(names)]
    .filter(Boolean)
    .sort((a, b) => b.length - a.length)
    .map((name) => name.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'));
  return escaped.length ? new RegExp(`(?<![\\p{L}\\p{N}_])(@(?:${escaped.join('|')}))(?![\\p{L}\\p{N}_])`, 'iu') : null;
}

const PICTURE = /^[\p{Extended_Pictographic}\p{Regional_Indicator}]/u;
const COLOURED = /[\p{Emoji_Presentation}\uFE0F]/u;

/** One to three emoji and nothing else: shown large. @param {string} text */
export function isJumbo(text) {
  if (text.length > 40 || !COLOURED.test(text)) return false;
  const signs = graphemes(text.replace(/\s/g, ''));
  return signs.length <= 3 && signs.every((sign) => PICTURE.test(sign) && COLOURED.test(sign));
}

// @ts-check
import { html } from './view.js';

/** One of twelve hues, the same for a user on every screen. @param {string | undefined} user public id */
export function hueOf(user) {
  let hash = 2166136261;
  for (const char of user ?? '') hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 16777619);
  return ((hash ^ (hash >>> 15)) >>> 0) % 12;
}

/** @type {Map<string, string>} finding letters is slow, and the same people talk all day */
const known = new Map();

/** The first letters of a name, as a reader sees letters. @param {string} name */
export function initials(name) {
  let letters = known.get(name);
  if (letters === undefined) {
    if (known.size > 1000) known.clear();
    known.set(name, (letters = lettersOf(name)));
  }
  return letters;
}

/** @param {string} name */
function lettersOf(name) {
  const words = name.split(/[\s._-]+/).filter(Boolean);
  const [first = '', second = ''] = words.length > 1 ? [words[0], words[words.length - 1]] : [name];
  return (graphemes(first)[0] ?? '') + (graphemes(second)[0] ?? '');
}

/** @param {string} user @param {string} name */
export function face(user, name) {
  return html`<span class="face hue-${hueOf(user)}" aria-hidden="true">${initials(name).toUpperCase()}</span>`;
}

const segmenter = globalThis.Intl && 'Segmenter' in Intl ? new Intl.Segmenter() : null;

/** @param {string} text @returns {string[]} */
export function graphemes(text) {
  return segmenter ? Array.from(segmenter.segment(text), (part) => part.segment) : Array.from(text);
}

// @ts-check
import { findEmoji } from './emoji.js';

/**
 * @typedef {{label: string, sign?: string, user?: string, insert: string}} Choice
 * @typedef {{from: number, to: number, choices: Choice[]}} Completion the part of the text it would replace
 */

/**
 * What could complete the word before the caret: a name after `@`, an emoji after `:`.
 * @param {string} text
 * @param {number} caret
 * @param {Iterable<[string, string]>} members user and name
 * @returns {Completion | null}
 */
export function completionAt(text, caret, members) {
  const before = text.slice(0, caret);
  const name = /(?:^|[\s(])@([\p{L}\p{N}_. -]{0,32})$/u.exec(before);
  if (name) {
    const typed = name[1].toLowerCase();
    const choices = [];
    for (const [user, member] of members) {
      if (member.toLowerCase().startsWith(typed) && member.toLowerCase() !== typed.trimEnd()) {
        choices.push({ label: member, user, insert: `@${member} ` });
      }
    }
    if (choices.length) return { from: caret - name[1].length - 1, to: caret, choices: choices.slice(0, 6) };
  }
  const code = /(?:^|[\s(]):([a-z0-9_+-]{2,20})$/i.exec(before);
  if (code) {
    const choices = findEmoji(code[1]).map((found) => ({ label: `:${found.code}:`, sign: found.emoji, insert: `${found.emoji} ` }));
    if (choices.length) return { from: caret - code[1].length - 1, to: caret, choices };
  }
  return null;
}

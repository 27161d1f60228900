// @ts-check
import { browser, keep, recall, tab } from './memory.js';

/** So many rooms that were visited are remembered. */
const RECENT = 12;

/** What outlives a reload of the page: texts that were begun, the rooms one is in, and those one has been in. */
export class Keepsakes {
  constructor() {
    /** @type {Map<string, string>} what was begun, for each room; a room may have the name of a property of objects */
    this.drafts = new Map(Object.entries(recall(tab, 'drafts', {})));
    /** @type {string[]} the last one first */
    this.recent = recall(browser, 'recent', []);
  }

  /** @param {string} room @param {string} text */
  draft(room, text) {
    if (text) this.drafts.set(room, text);
    else this.drafts.delete(room);
    // Another element of the page keeps its own there.
    keep(tab, 'drafts', { ...recall(tab, 'drafts', {}), [room]: text || undefined });
  }

  /** Whoever comes next is somebody else. */
  clear() {
    this.drafts.clear();
    keep(tab, 'drafts', {});
    this.rooms = [];
  }

  /** @param {string} room */
  visited(room) {
    const recent = recall(browser, 'recent', this.recent); // another tab may have been elsewhere
    this.recent = [room, ...recent.filter((name) => name !== room)].slice(0, RECENT);
    keep(browser, 'recent', this.recent);
  }

  /** The rooms of this tab. @returns {string[]} */
  get rooms() {
    return recall(tab, 'rooms', []);
  }

  set rooms(names) {
    keep(tab, 'rooms', names);
  }
}

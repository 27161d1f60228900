// @ts-check
import { browser } from './memory.js';
import { mentionsMe } from './message.js';
import { Notifier } from './notify.js';

/** What the reader of one element has in view, and what has to be noticed elsewhere: by a count, a note or a sound. */
export class Attention {
  /** @param {import('./desk.js').Desk} desk */
  constructor(desk) {
    this.desk = desk;
    this.notifier = new Notifier({ title: 'Netty Chat', storage: browser });
    /** @type {Set<string>} rooms where an unread message mentions us */
    this.mentioned = new Set();
    Attention.#all.add(this);
  }

  /** @type {Set<Attention>} those of all elements of the page */
  static #all = new Set();
  /** The reader is looking at the room: what comes now is not "new" afterwards. */
  #attentive = false;

  /** The reader turned to another room, or away. */
  turn() {
    this.#attentive = false;
  }

  /** The newest message of the room is in view. */
  seen() {
    const { chat, log, room } = this.desk;
    if (!log || document.visibilityState === 'hidden') return;
    if (log.unread > 0) {
      if (!this.#attentive) log.divider = log.read;
      chat.markRead(room);
    }
    this.#attentive = true;
  }

  /** @param {import('../client/room-log.js').Message} message */
  messageCame(message) {
    const { chat, host } = this.desk;
    if (chat.isMine(message)) return;
    const here = [...Attention.#all].filter(({ desk }) => desk.chat === chat);
    const there = here.find(({ desk }) => desk.room === message.room);
    if (there && document.visibilityState !== 'hidden') return;
    if (mentionsMe(message.text, { me: chat.name.toLowerCase() })) this.mentioned.add(message.room);
    // One of the elements of a page says so, not all of them.
    const teller = there ?? here.find(({ desk }) => !desk.host.locked);
    if (teller === this) this.notifier.message(message, () => host.go(message.room));
  }

  end() {
    Attention.#all.delete(this);
  }
}

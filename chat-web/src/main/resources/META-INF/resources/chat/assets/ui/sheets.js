// @ts-check
import { nothing } from './view.js';
import { endDialog, help, renameForm, sheet } from './dialogs.js';
import { done, moderation } from './moderation.js';
import { peopleList } from './panels.js';
import { settings } from './settings.js';
import { copyText, share } from './share.js';
import { roomName, switcher } from './switcher.js';

/** @typedef {'' | 'share' | 'help' | 'people' | 'rooms' | 'rename' | 'settings' | 'moderate'} Dialog */

/** The dialogs of one element: what is in the open one, and what was typed into it. */
export class Sheets {
  /** @param {import('./netty-chat.js').NettyChat} host */
  constructor(host) {
    this.host = host;
  }

  #typed = '';
  #problem = '';
  #copied = false;
  /** Counted up with every dialog: an answer that comes late is not for the next one. */
  #opened = 0;
  /** @type {import('./moderation.js').Target | null} */
  #target = null;

  #drawn = '';

  /** @param {Dialog | 'end'} wanted what is about to be drawn */
  turn(wanted) {
    if (wanted === this.#drawn) return;
    this.#drawn = wanted;
    this.#typed = this.#problem = '';
    this.#copied = false;
    this.#opened += 1;
    // Closed before it is gone or becomes another one: that gives the focus back to where it was.
    for (const dialog of this.host.renderRoot.querySelectorAll('dialog')) dialog.close();
  }

  /** What was drawn is opened; the end of the connection not before somebody looks. */
  show() {
    for (const dialog of this.host.renderRoot.querySelectorAll('dialog')) {
      if (dialog.open || (dialog.classList.contains('end') && document.visibilityState === 'hidden')) continue;
      dialog.showModal();
    }
  }

  /** @param {import('./moderation.js').Target} target a person, or a message and who wrote it */
  moderate(target) {
    this.#target = target;
    this.host.dialog = 'moderate';
  }

  /** @param {import('./desk.js').Desk} desk */
  render(desk) {
    const { host } = this;
    if (desk.end) return endDialog(desk.end, () => desk.resume(), () => this.#endClosed(desk));
    const shown = host.dialog;
    // The event comes a while after the closing: by then another dialog may be wanted, or this element be open for it.
    const close = (/** @type {Event} */ event) => {
      if (host.dialog === shown && !(/** @type {HTMLDialogElement} */ (event.target).open)) host.dialog = '';
    };
    switch (shown) {
      case 'share':
        return sheet(`Invite to #${host.room}`, this.#share(), close);
      case 'help':
        return sheet('Help', help, close);
      case 'people':
        return sheet('People', desk.log ? this.#people(desk, desk.log) : nothing, close);
      case 'rooms':
        return sheet('Rooms', this.#switcher(desk), close);
      case 'rename':
        return sheet('Change name', renameForm(desk.chat.name, this.#problem, (event) => this.#rename(desk, event)), close);
      case 'settings':
        return sheet('Settings', this.#settings(desk), close);
      case 'moderate':
        return this.#target ? sheet('Moderate', this.#moderation(desk, this.#target), close) : nothing;
      default:
        return nothing;
    }
  }

  /** @param {string} user @param {string} name */
  onPerson = (user, name) => this.moderate({ user, name });

  /** @param {import('./desk.js').Desk} desk @param {import('../client/room-log.js').RoomLog} log */
  #people({ chat }, log) {
    const role = chat.roleIn(this.host.room);
    return peopleList(log, chat.user, role, role ? this.onPerson : undefined);
  }

  #share() {
    const { address } = this.host;
    return share(address, {
      copied: this.#copied,
      onCopy: async () => {
        this.#copied = await copyText(address);
        this.host.requestUpdate();
      },
    });
  }

  /** @param {import('./desk.js').Desk} desk */
  #switcher({ rooms, kept: { recent } }) {
    const { host } = this;
    return switcher({ rooms, recent, typed: this.#typed, error: this.#problem }, {
      go: (/** @type {string} */ room) => host.go(room),
      leave: (/** @type {string} */ room) => host.leave(room),
      input: (event) => {
        this.#typed = event.target.value;
        this.#problem = '';
        host.requestUpdate();
      },
      submit: (event) => {
        event.preventDefault();
        const room = roomName(this.#typed);
        if (room) host.go(room);
        else this.#problem = 'A room has 1 to 64 letters, digits, "-", "_" or "."';
        host.requestUpdate();
      },
    });
  }

  /** @param {import('./desk.js').Desk} desk */
  #settings(desk) {
    const { host } = this;
    const { notifier } = desk.attention;
    const state = {
      room: host.room,
      wants: notifier.wants(host.room),
      hindrance: notifier.hindrance,
      theme: host.theme,
      page: host.page,
    };
    return settings(state, {
      notify: async (/** @type {'notify' | 'sound'} */ what, /** @type {boolean} */ on) => {
        await notifier.set(host.room, what, on);
        host.requestUpdate();
      },
      theme: (/** @type {string} */ choice) => host.setTheme(choice),
      rename: () => (host.dialog = 'rename'),
      help: () => (host.dialog = 'help'),
      signOut: () => {
        host.dialog = '';
        desk.signOut();
      },
    });
  }

  /** @param {import('./desk.js').Desk} desk @param {Event} event */
  async #rename(desk, event) {
    event.preventDefault();
    const name = String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get('name')).trim();
    await this.#finish(desk, async () => {
      if (name && name !== desk.chat.name) await desk.chat.rename(name);
    });
  }

  /**
   * Does what the open dialog is for, and closes it; or says in it why that could not be done.
   * @param {import('./desk.js').Desk} desk
   * @param {() => Promise<unknown>} deed
   */
  async #finish(desk, deed) {
    const { host } = this;
    const opened = this.#opened;
    try {
      await deed();
      if (opened === this.#opened) host.dialog = '';
    } catch (error) {
      if (opened === this.#opened) this.#problem = error.message;
      else desk.say(error.message);
    }
    host.requestUpdate();
  }

  /** @param {import('./desk.js').Desk} desk @param {import('./moderation.js').Target} target */
  #moderation(desk, target) {
    const { chat, log } = desk;
    const theirs = log?.roles.get(target.user) ?? '';
    const state = { mine: chat.roleIn(this.host.room), theirs, own: target.user === chat.user, problem: this.#problem };
    return moderation(target, state, (action, { seconds, role } = {}) => this.#finish(desk, async () => {
      const whom = action === 'delete' ? { seq: target.seq } : { user: target.user, seconds, role };
      await chat.moderate(this.host.room, action, whom);
      desk.say(done(action, target.name, { seconds, role }));
    }));
  }

  /** @param {import('./desk.js').Desk} desk */
  #endClosed(desk) {
    if (desk.chat.state !== 'ended') return;
    desk.end = null;
    this.host.requestUpdate();
  }
}

// @ts-check
import { BUBBLE } from './icons.js';

/**
 * What is noticed when one looks elsewhere: the title, a dot on the icon of the tab, a notification, a sound. The last
 * two only for rooms where they were asked for, with a click.
 */
export class Notifier {
  /** @param {{title: string, storage: Storage | null}} options */
  constructor({ title, storage }) {
    this.title = title;
    this.storage = storage;
    /** @type {Record<string, {notify?: boolean, sound?: boolean}>} */
    this.rooms = read(storage);
  }

  /** @type {AudioContext | null} */
  #audio = null;
  #drawn = false;
  #shown = -1;

  /** @param {string} room */
  wants(room) {
    return Object.hasOwn(this.rooms, room) ? this.rooms[room] : {};
  }

  /** Why notifications cannot be switched on, or an empty text. */
  get hindrance() {
    if (!globalThis.isSecureContext) return 'needs HTTPS';
    if (!('Notification' in globalThis)) return 'not offered by this browser';
    return Notification.permission === 'denied' ? 'blocked in the browser' : '';
  }

  /** @param {string} room @param {'notify' | 'sound'} what @param {boolean} on */
  async set(room, what, on) {
    if (what === 'notify' && on && (await Notification.requestPermission()) !== 'granted') return;
    if (what === 'sound' && on) this.#play();
    this.rooms = { ...this.rooms, ...read(this.storage) }; // another tab may have chosen for its rooms
    this.rooms = { ...this.rooms, [room]: { ...this.wants(room), [what]: on } };
    try {
      this.storage?.setItem('netty-chat:notify', JSON.stringify(this.rooms));
    } catch {
      // not kept, but in force until the page is left
    }
  }

  /**
   * @param {import('../client/room-log.js').Message} message
   * @param {() => void} onClick
   */
  message(message, onClick) {
    const { notify, sound } = this.wants(message.room);
    if (sound) this.#play();
    if (!notify || this.hindrance) return;
    try {
      const note = new Notification(`${message.name} in #${message.room}`, {
        body: message.text.slice(0, 200),
        tag: `netty-chat:${message.room}`,
        dir: 'auto',
        silent: true,
      });
      note.onclick = () => {
        window.focus();
        note.close();
        onClick();
      };
    } catch {
      // some phones offer the constructor and then refuse it
    }
  }

  /** Number of unread messages in the title and on the icon. @param {number} unread @param {boolean} mentioned @param {string} room */
  badge(unread, mentioned, room) {
    const title = `${unread ? `(${unread > 99 ? '99+' : unread}) ` : ''}#${room} · ${this.title}`;
    if (title !== document.title) document.title = title;
    const state = unread === 0 ? 0 : mentioned ? 2 : 1;
    if (state !== this.#shown) {
      this.#shown = state;
      this.#paint(state);
    }
  }

  /**
   * The icon of the tab, with a dot when something is new. It is drawn here, as the file may be out of reach.
   * @param {number} state 0 nothing new, 1 unread, 2 mentioned
   */
  #paint(state) {
    const link = /** @type {HTMLLinkElement | null} */ (document.querySelector('link[rel="icon"]'));
    if (!link || (state === 0 && !this.#drawn)) return;
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 64;
    const pen = canvas.getContext('2d');
    if (!pen) return;
    const disc = (/** @type {[number, number, number]} */ at, /** @type {string} */ colour) => {
      pen.fillStyle = colour;
      pen.beginPath();
      pen.arc(...at, 0, 7);
      pen.fill();
    };
    pen.fillStyle = '#0a6b60';
    pen.beginPath();
    pen.roundRect(0, 0, 64, 64, 18);
    pen.fill();
    pen.fillStyle = '#ffffff';
    pen.fill(new Path2D(BUBBLE));
    for (const [x, y] of [[23, 30.5], [41, 30.5], [32, 24.5]]) disc([x, y, 3.3], '#0a6b60');
    disc([32, 36.5, 3.3], '#f0705f');
    if (state > 0) {
      disc([48, 16, 17], '#ffffff');
      disc([48, 16, 14], state === 2 ? '#d8402f' : '#f0a13a');
    }
    link.href = canvas.toDataURL();
    this.#drawn = true;
  }

  /** Two soft tones, made here: nothing to download. */
  #play() {
    try {
      const audio = (this.#audio ??= new AudioContext());
      for (const [tone, at] of [[660, 0], [880, 0.09]]) {
        const start = audio.currentTime + at;
        const wave = audio.createOscillator();
        const gain = audio.createGain();
        wave.frequency.value = tone;
        gain.gain.setValueAtTime(0.0001, start);
        gain.gain.exponentialRampToValueAtTime(0.12, start + 0.015);
        gain.gain.exponentialRampToValueAtTime(0.0001, start + 0.22);
        wave.connect(gain).connect(audio.destination);
        wave.start(start);
        wave.stop(start + 0.25);
      }
    } catch {
      // no sound where there is none
    }
  }
}

/** @param {Storage | null} storage */
function read(storage) {
  try {
    return JSON.parse(storage?.getItem('netty-chat:notify') ?? '{}');
  } catch {
    return {};
  }
}

// @ts-check
import { classMap, html, live, nothing, View } from './view.js';
import { composerStyles } from './composer-styles.js';
import { completionAt } from './completion.js';
import { withEmoji } from './emoji.js';
import { face } from './face.js';
import { icons } from './icons.js';
import { base, faces } from './theme.js';
import { duration } from './time.js';

/** The counter is shown when fewer characters than this are left. */
const COUNTER = 300;

const SHUT = 'You are not in this room: join again to write.';
const SHUT_KEPT = 'You are not in this room: what you wrote is kept, join again to send it.';

/**
 * Where the next message is written. Events: `say` and `draft` with `detail` = {room, text}; `typing` with {room}. The
 * room is the one this was written for: the page may have turned to another one already.
 */
export class Composer extends View {
  static properties = {
    room: { attribute: false },
    /** The text to begin with. */
    draft: { attribute: false },
    limit: { attribute: false },
    members: { attribute: false },
    /** Until when the server asked us to wait, milliseconds since the Unix epoch. */
    pausedUntil: { attribute: false },
    /** Whether nothing can be sent to this room now: what is written is kept, and not sent. */
    shut: { attribute: false },
    text: { state: true },
    completion: { state: true },
    chosen: { state: true },
  };

  constructor() {
    super();
    this.room = '';
    this.draft = '';
    this.limit = 4000;
    /** @type {Iterable<[string, string]>} */
    this.members = [];
    this.pausedUntil = 0;
    this.shut = false;
    this.text = '';
    /** @type {import('./completion.js').Completion | null} */
    this.completion = null;
    this.chosen = 0;
  }

  #lastSaid = '';
  /** The room that the text is for. */
  #of = '';
  /** @type {any} */
  #ticker = 0;

  willUpdate(changed) {
    if (changed.has('room')) {
      this.#of = this.room;
      this.text = this.draft;
      this.completion = null;
    }
  }

  updated(changed) {
    if (changed.has('text')) this.#fit();
    if (changed.has('pausedUntil')) this.#tick();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#ticker);
  }

  /** @returns {HTMLTextAreaElement} */
  get #area() {
    return /** @type {HTMLTextAreaElement} */ (this.renderRoot.querySelector('textarea'));
  }

  focus() {
    this.#area?.focus({ preventScroll: true });
  }

  /** Puts text in front of what is written. @param {string} text */
  prepend(text) {
    this.#write(text + this.text);
    this.focus();
  }

  render() {
    const left = this.limit - [...this.text].length;
    const { completion } = this;
    return html`
      ${completion ? this.#choices(completion) : nothing}
      <form @submit=${this.#submit}>
        <textarea rows="1" aria-label="Message" placeholder="Message #${this.room}" enterkeyhint="send" dir="auto"
          autocapitalize="sentences" aria-autocomplete="list" aria-controls=${completion ? 'choices' : nothing}
          aria-activedescendant=${completion ? `choice-${this.chosen}` : nothing}
          aria-describedby="hint" .value=${live(this.text)}
          @input=${this.#input} @keydown=${this.#keys} @blur=${() => (this.completion = null)}></textarea>
        <button class=${classMap({ send: true, ready: this.text.trim() !== '' && left >= 0 && !this.shut })} aria-label="Send"
          title="Send" aria-disabled=${this.shut ? 'true' : nothing} @pointerdown=${(event) => event.preventDefault()}>${icons.send}</button>
      </form>
      <div class="hint" id="hint">${this.#hint(left)}</div>
    `;
  }

  #hint(left) {
    if (this.shut) return html`<span class="over">${this.text.trim() ? SHUT_KEPT : SHUT}</span>`;
    const wait = this.pausedUntil - Date.now();
    if (wait > 0) return html`<span>Slow down a little: sending goes on in ${duration(wait)}</span>`;
    if (left < 0) return html`<span class="over">${-left} characters too many</span>`;
    if (left < COUNTER) return html`<span>${left} characters left</span>`;
    return nothing;
  }

  #choices({ choices }) {
    return html`<ul class="choices" id="choices" role="listbox" aria-label="Suggestions">
      ${choices.map((choice, i) => html`<li role="option" id="choice-${i}" aria-selected=${i === this.chosen ? 'true' : 'false'}
        @pointerdown=${(event) => this.#choose(event, i)}>
        ${choice.sign ? html`<span class="sign">${choice.sign}</span>` : face(choice.user, choice.label)}
        <span dir="auto">${choice.label}</span>
      </li>`)}
    </ul>`;
  }

  #input(event) {
    const area = event.target;
    const replaced = withEmoji(area.value);
    if (replaced !== area.value) {
      const caret = withEmoji(area.value.slice(0, area.selectionStart)).length;
      area.value = replaced;
      area.setSelectionRange(caret, caret);
    }
    this.text = area.value;
    this.completion = completionAt(this.text, area.selectionStart, this.members);
    this.chosen = 0;
    this.#tell('draft', { text: this.text });
    if (this.text.trim() && !this.shut) this.#tell('typing');
  }

  /** @param {KeyboardEvent} event */
  #keys(event) {
    if (event.isComposing || event.keyCode === 229) return; // an input method is at work: its keys are its own
    if (this.completion && this.#completionKeys(event, this.completion.choices.length)) {
      event.preventDefault();
      return;
    }
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      this.#say();
    } else if (event.key === 'ArrowUp' && this.text === '' && this.#lastSaid) {
      event.preventDefault();
      this.#write(this.#lastSaid);
    }
  }

  /** @param {KeyboardEvent} event @param {number} count @returns {boolean} whether the key was for the list */
  #completionKeys(event, count) {
    switch (event.key) {
      case 'ArrowDown':
        this.chosen = (this.chosen + 1) % count;
        return true;
      case 'ArrowUp':
        this.chosen = (this.chosen + count - 1) % count;
        return true;
      case 'Enter':
      case 'Tab':
        if (event.shiftKey) return false;
        this.#choose(event, this.chosen);
        return true;
      case 'Escape':
        event.stopPropagation();
        this.completion = null;
        return true;
      default:
        return false;
    }
  }

  /** @param {Event} event @param {number} index */
  #choose(event, index) {
    event.preventDefault();
    if (!this.completion) return;
    const { from, to, choices } = this.completion;
    const { insert } = choices[index];
    this.#write(this.text.slice(0, from) + insert + this.text.slice(to), from + insert.length);
  }

  /** @param {string} text @param {number} [caret] */
  #write(text, caret = text.length) {
    this.text = text;
    this.completion = null;
    this.#area.value = text;
    this.#area.setSelectionRange(caret, caret);
    this.#tell('draft', { text });
  }

  #submit(event) {
    event.preventDefault();
    this.#say();
    this.focus();
  }

  #say() {
    const text = this.text.trim();
    if (!text || [...text].length > this.limit || this.shut) return;
    this.#lastSaid = text;
    this.#write('');
    this.#tell('say', { text });
  }

  /** As high as the text, up to a third of the screen. */
  #fit() {
    const area = this.#area;
    area.style.blockSize = 'auto';
    area.style.blockSize = `${area.scrollHeight + 2}px`;
  }

  #tick() {
    clearTimeout(this.#ticker);
    if (this.pausedUntil <= Date.now()) return;
    this.#ticker = setTimeout(() => {
      this.requestUpdate();
      this.#tick();
    }, 250);
  }

  /** @param {string} type @param {{text?: string}} [detail] */
  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail: { room: this.#of, ...detail } }));
  }

  static styles = [base, faces, composerStyles];
}

customElements.define('netty-chat-composer', Composer);

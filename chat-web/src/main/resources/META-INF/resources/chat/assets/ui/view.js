// @ts-check
import { ReactiveElement } from '../vendor/reactive-element/reactive-element.js';
import { render } from '../vendor/lit-html/lit-html.js';

export { css } from '../vendor/reactive-element/css-tag.js';
export { html, svg, nothing } from '../vendor/lit-html/lit-html.js';
export { classMap } from '../vendor/lit-html/directives/class-map.js';
export { guard } from '../vendor/lit-html/directives/guard.js';
export { live } from '../vendor/lit-html/directives/live.js';
export { repeat } from '../vendor/lit-html/directives/repeat.js';

/**
 * An element that draws itself with lit-html: what LitElement does, without the bare import names that would force an
 * import map on every page that embeds the chat.
 */
export class View extends ReactiveElement {
  #part;
  #options;

  createRenderRoot() {
    const root = super.createRenderRoot();
    this.#options = { host: this, renderBefore: root.firstChild };
    return root;
  }

  update(changed) {
    const value = this.render();
    super.update(changed);
    this.#part = render(value, this.renderRoot, this.#options);
  }

  connectedCallback() {
    super.connectedCallback();
    this.#part?.setConnected(true);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#part?.setConnected(false);
  }

  /** @returns {unknown} what to draw */
  render() {
    return undefined;
  }

  /**
   * Draws at most once a frame; in a hidden page, where no frames come, four times a second.
   * @param {number} [notBefore] by performance.now()
   */
  static onFrame(notBefore = 0) {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        cancelAnimationFrame(frame);
        resolve(undefined);
      };
      const look = () => {
        if (performance.now() >= notBefore) done();
        else frame = requestAnimationFrame(look);
      };
      let frame = requestAnimationFrame(look);
      const timer = setTimeout(done, 250);
    });
  }
}

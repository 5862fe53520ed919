// Tells the person whether the server is there and which tab holds the edit lease. Nothing is called saved that was not acknowledged.

import { api, Lost } from "./api.js";
import { element } from "./dom.js";

/** Milliseconds between two signs of life. */
const BEAT = 2_000;

export class Connection {
  /** Why nothing can be edited, if so. */
  forbidden = null;
  holder = true;
  lost = false;
  ready = false;
  #saved;
  #notices;
  #changed;
  #pending = 0;
  #timer = 0;

  /** `changed(version, wasReady)` hears every sign of life. */
  constructor({ saved, notices, changed }) {
    this.#saved = saved;
    this.#notices = notices;
    this.#changed = changed;
    addEventListener("pagehide", () => api.leave());
    addEventListener("pageshow", (event) => event.persisted && this.beat());
    document.addEventListener("visibilitychange", () => document.hidden || this.beat());
  }

  get readOnly() {
    return this.forbidden !== null || !this.holder;
  }

  async beat(take = false) {
    clearTimeout(this.#timer);
    const wasReady = this.ready;
    try {
      const { version, holder, ready } = await api.tab(take);
      Object.assign(this, { holder, ready, lost: false });
      this.#changed(version, wasReady);
    } catch (error) {
      this.lost = true;
      this.reason = error instanceof Lost ? "" : error.message;
    }
    this.show();
    this.#timer = setTimeout(() => this.beat(), BEAT);
  }

  /** Runs something that is to be saved, and says so while it is not. */
  async saving(work) {
    this.#pending++;
    this.show();
    try {
      const result = await work();
      this.lost = false;
      return result;
    } catch (error) {
      if (error instanceof Lost) this.lost = true;
      throw error;
    } finally {
      this.#pending--;
      this.show();
    }
  }

  show() {
    let state = "All changes saved";
    if (this.lost) state = "Not connected";
    else if (this.#pending > 0) state = "Saving…";
    else if (this.readOnly) state = "Read only";
    if (this.#saved.textContent !== state) this.#saved.textContent = state;
    this.#saved.classList.toggle("wrong", this.lost);
    document.body.classList.toggle("read-only", this.readOnly);
    document.body.classList.toggle("lost", this.lost);
    this.#notice("lost", this.lost, [
      "The server does not answer. What you do now is not saved; what was saved before is on disk. Start diptych review again and open the address it prints.",
    ]);
    const take = element("button", { type: "button" }, "Edit here instead");
    take.addEventListener("click", () => this.beat(true));
    this.#notice("pen", !this.lost && !this.holder && this.forbidden === null, ["Another tab holds the pen, so this one only shows. ", take]);
    this.#notice("forbidden", this.forbidden !== null, [this.forbidden]);
  }

  #notice(name, on, content) {
    const known = this.#notices.querySelector(`[data-notice=${name}]`);
    if (!on) known?.remove();
    else if (!known) this.#notices.append(element("p", { "data-notice": name }, ...content));
  }
}

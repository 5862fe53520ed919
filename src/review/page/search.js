// Searches both texts for a regular expression, and leads from one hit to the next.

import { api } from "./api.js";

/** Milliseconds without a key after which a pattern is looked for. */
const PAUSE = 250;

export class Search {
  hits = [];
  current = -1;
  #bySentence = new Map();
  #timer = 0;
  #asked = 0;
  #parts;
  #changed;
  #go;

  /** `changed()` is called when there are other hits, `go(hit)` with the one to show. */
  constructor({ form, pattern, caseBox, output, changed, go }) {
    this.#parts = { pattern, caseBox, output };
    this.#changed = changed;
    this.#go = go;
    pattern.addEventListener("input", () => this.#soon());
    caseBox.addEventListener("change", () => this.find(true));
    pattern.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.shiftKey) {
        event.preventDefault();
        this.step(-1);
      }
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.step(1);
    });
  }

  get isOn() {
    return this.#parts.pattern.value !== "";
  }

  /** Ranges in a sentence, the current one marked. */
  of(panel, sentence) {
    const found = this.#bySentence.get(`${panel} ${sentence}`) ?? [];
    const current = this.hits[this.current];
    return found.map((hit) => ({ range: hit.range, current: hit === current }));
  }

  /** Looks again, for the same pattern in a list that has changed. */
  again() {
    if (this.isOn) this.find(false);
  }

  clear() {
    this.#parts.pattern.value = "";
    this.find(false);
  }

  #soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.find(true), PAUSE);
  }

  async find(go) {
    clearTimeout(this.#timer);
    this.#timer = 0;
    const asked = ++this.#asked;
    const { pattern, caseBox } = this.#parts;
    if (pattern.value === "") return this.#take([], "");
    try {
      const { hits } = await api.search({ pattern: pattern.value, case: caseBox.checked });
      if (asked !== this.#asked) return;
      const before = this.hits[this.current];
      this.#take(hits, "");
      if (go && hits.length > 0) this.#select(0);
      else if (before) this.current = hits.findIndex((hit) => hit.panel === before.panel && hit.sentence === before.sentence);
      this.#tell();
    } catch (error) {
      if (asked === this.#asked) this.#take([], error.message);
    }
  }

  #take(hits, wrong) {
    this.hits = hits;
    this.current = -1;
    this.#bySentence.clear();
    for (const hit of hits) {
      const key = `${hit.panel} ${hit.sentence}`;
      const known = this.#bySentence.get(key);
      if (known) known.push(hit);
      else this.#bySentence.set(key, [hit]);
    }
    this.#parts.output.classList.toggle("wrong", wrong !== "");
    this.#parts.pattern.setAttribute("aria-invalid", wrong !== "");
    this.#parts.output.title = wrong;
    if (wrong) this.#parts.output.value = wrong;
    else this.#tell();
    this.#changed();
  }

  #tell() {
    const { length } = this.hits;
    if (!this.isOn) this.#parts.output.value = "";
    else if (length === 0) this.#parts.output.value = "nothing found";
    else this.#parts.output.value = `${this.current < 0 ? "" : `${this.current + 1} of `}${length >= 10000 ? "10,000+" : length}`;
  }

  /** To the next hit (1) or the one before (-1). */
  async step(by) {
    if (this.#timer) return this.find(true);
    const { length } = this.hits;
    if (length > 0) this.#select((this.current + by + (this.current < 0 && by < 0 ? 1 : 0) + length) % length);
  }

  #select(at) {
    this.current = at;
    this.#tell();
    this.#changed();
    this.#go(this.hits[at]);
  }
}

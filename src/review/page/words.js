// The words that support a row, fetched when it is chosen or pointed at, and the partner of the word under the pointer.

import { api } from "./api.js";

export class Words {
  #known = new Map();
  #version = -1;

  /** What is known of a row at this version. */
  get(version, row) {
    return version === this.#version ? this.#known.get(row) : undefined;
  }

  forget() {
    this.#version = -1;
  }

  /** Asks for the words of a row; true if there is something new to show. */
  async ask(version, row) {
    if (version !== this.#version) {
      this.#known.clear();
      this.#version = version;
    }
    if (this.#known.has(row)) return false;
    try {
      const pairs = await api.words(version, row);
      if (version !== this.#version || pairs.length === 0) return false;
      const most = Math.max(...pairs.map(({ share }) => share));
      this.#known.set(row, pairs.map((pair) => ({ ...pair, share: pair.share / most })));
      return true;
    } catch {
      return false; // They are a help and nothing more: a row without them is as good.
    }
  }
}

/** Lights up the words that go with the one under the pointer. */
export function pointAtWords(rows) {
  rows.addEventListener("pointerover", (event) => light(event.target.closest?.("[data-pairs]")));
  rows.addEventListener("pointerleave", () => light(null));
  let lit = [];
  function light(word) {
    lit.forEach((node) => node.classList.remove("lit"));
    lit = [];
    if (!word) return;
    const pairs = word.dataset.pairs.split(" ");
    for (const node of word.closest(".row").querySelectorAll("[data-pairs]")) {
      if (node.dataset.pairs.split(" ").some((pair) => pairs.includes(pair))) {
        node.classList.add("lit");
        lit.push(node);
      }
    }
  }
}

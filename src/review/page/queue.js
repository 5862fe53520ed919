// The rows that deserve a look, the most doubtful first, with what looking is worth; and the way through them.

import { api } from "./api.js";
import { count, element, percent } from "./dom.js";

/** The share of right rows that the page aims at, if the server has a promise for it. */
const AIM = 0.99;

export class WalkQueue {
  rows = [];
  #answer = null;
  #place = 0;
  #promise;

  constructor(promise) {
    this.#promise = promise;
  }

  async load() {
    this.#answer = await api.queue();
    this.rows = this.#answer.rows;
    this.show();
  }

  /** Says what is left, without a claim that nobody made. */
  show() {
    const { rows, right, promises } = this.#answer;
    const promise = promises.find((promise) => promise.right >= AIM - 1e-6) ?? promises.at(-1);
    const strong = (text) => element("strong", {}, text);
    if (promise && promise.look > 0) {
      const rowsToLook = promise.look === 1 ? "this 1 row" : `these ${count(promise.look, "row")}`;
      this.#promise.replaceChildren("Check ", strong(rowsToLook), " and ", strong(percent(promise.right)), ` are right. Now: ${percent(right)}.`);
    } else if (rows.length > 0) {
      this.#promise.replaceChildren(strong(percent(right)), ` of the rows are right, as far as can be told. ${count(rows.length, "row")} nobody has looked at.`);
    } else {
      this.#promise.replaceChildren("Every row has been looked at.");
    }
  }

  /** The row after this one (1) or before it (-1); where this one has left the queue, the one that took its place. */
  step(row, by) {
    if (this.rows.length === 0) return undefined;
    const at = this.rows.indexOf(row);
    let place = at >= 0 ? at + by : by > 0 ? this.#place : this.#place - 1;
    if (place >= this.rows.length) place = 0;
    if (place < 0) place = this.rows.length - 1;
    this.#place = place;
    return this.rows[place];
  }

  /** Where a row is in the queue, from 1; 0 if it is not. */
  placeOf(row) {
    return this.rows.indexOf(row) + 1;
  }
}

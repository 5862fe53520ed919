// The rows that deserve a look, the most doubtful first, with what looking is worth; and the way through them.

import { api } from "./api.js";
import { count, element, percent } from "./dom.js";

/** The share of right rows that the page aims at, if the server has a promise for it. */
const AIM = 0.99;

export class WalkQueue {
  rows = [];
  #answer = null;
  #place = 0;
  #reached = undefined;
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

  /**
   * The row after the one that was reached last (1) or before it (-1), if that is still the one that is looked at; where it has left the queue, what
   * took its place. From anywhere else, the most doubtful row.
   */
  step(row, by) {
    const { length } = this.rows;
    if (length === 0) return undefined;
    const at = this.rows.indexOf(row);
    if (row !== this.#reached) this.#place = by > 0 ? 0 : length - 1;
    else if (at >= 0) this.#place = at + by;
    else if (by < 0) this.#place--;
    this.#place = (this.#place + length) % length;
    if (this.#place >= length) this.#place = 0;
    this.#reached = this.rows[this.#place];
    return this.#reached;
  }

  /** The row that was looked at is another one now. */
  changed(before, now) {
    if (this.#reached === before) this.#reached = now;
  }

  /** Where a row is in the queue, from 1; 0 if it is not. */
  placeOf(row) {
    return this.rows.indexOf(row) + 1;
  }
}

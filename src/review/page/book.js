// What the page knows: an overview of all rows, and those that were fetched. A change from the server replaces a stretch of both.

import { api } from "./api.js";

/** Rows below this confidence, in hundredths, are doubtful until somebody has looked at them. */
const DOUBTFUL = 60;
const KINDS = { match: "m", moved: "v", omitted: "o", added: "a" };
const STATUSES = { auto: "-", checked: "c", locked: "l" };
/** Rows that are fetched at once, and kept while they are not on the screen. */
const WINDOW = 100;

/** A typed array with a stretch replaced. */
function spliced(array, from, removed, added) {
  const result = new array.constructor(array.length - removed + added.length);
  result.set(array.subarray(0, from));
  result.set(added, from);
  result.set(array.subarray(from + removed), from + added.length);
  return result;
}

const codes = (text) => Uint8Array.from(text, (character) => character.charCodeAt(0));
const length = (side) => side.reduce((sum, sentence) => sum + sentence.text.length, 0);

export class Book {
  version = 0;
  undo = 0;
  redo = 0;
  kinds = new Uint8Array();
  statuses = new Uint8Array();
  confidences = new Uint8Array();
  numbers = new Uint8Array();
  lengths = new Uint16Array();
  /** Rows as fetched; holes where they were not. */
  rows = [];
  #asked = new Set();

  get length() {
    return this.kinds.length;
  }

  async load() {
    const overview = await api.overview();
    this.version = overview.version;
    this.undo = overview.undo;
    this.redo = overview.redo;
    this.kinds = codes(overview.kinds);
    this.statuses = codes(overview.statuses);
    this.confidences = Uint8Array.from(overview.confidences);
    this.numbers = codes(overview.numbers);
    this.lengths = Uint16Array.from(overview.lengths);
    this.rows = new Array(this.length);
    this.#asked.clear();
  }

  kind(row) {
    return String.fromCharCode(this.kinds[row]);
  }

  status(row) {
    return String.fromCharCode(this.statuses[row]);
  }

  isDoubtful(row) {
    return this.confidences[row] < DOUBTFUL && this.status(row) === "-";
  }

  numbersDiffer(row) {
    return this.numbers[row] === 49;
  }

  /** How many rows somebody has looked at. */
  get checked() {
    return this.statuses.reduce((count, status) => count + (status !== 45), 0);
  }

  /** Fetches the windows that hold these rows, as far as they are not there; true if something came that belongs to the list as it is. */
  async fetch(rows) {
    const windows = new Set();
    for (const row of rows) if (row < this.length && !this.rows[row]) windows.add(Math.floor(row / WINDOW));
    const version = this.version;
    const fetched = await Promise.all(Array.from(windows, (window) => this.#fetchWindow(window, version)));
    return fetched.includes(true);
  }

  async #fetchWindow(window, version) {
    const key = `${version}:${window}`;
    if (this.#asked.has(key)) return false;
    this.#asked.add(key);
    try {
      const answer = await api.rows(window * WINDOW, (window + 1) * WINDOW);
      if (answer.version !== this.version) return false;
      answer.rows.forEach((row, at) => (this.rows[answer.from + at] = row));
      return true;
    } finally {
      this.#asked.delete(key);
    }
  }

  /** Puts the new rows of a change in the place of the old ones. */
  apply(change) {
    const { from, removed, rows } = change;
    const put = (array, of) => spliced(array, from, removed, rows.map(of));
    this.kinds = put(this.kinds, (row) => KINDS[row.kind].charCodeAt(0));
    this.statuses = put(this.statuses, (row) => STATUSES[row.status].charCodeAt(0));
    this.confidences = put(this.confidences, (row) => Math.round(row.confidence * 100));
    this.numbers = put(this.numbers, (row) => (row.numbers ? 49 : 48));
    this.lengths = put(this.lengths, (row) => Math.min(65535, Math.max(length(row.source), length(row.target))));
    const [before, after] = [this.rows.slice(0, from), this.rows.slice(from + removed)];
    if (change.shifted) {
      for (const part of [before, after]) part.forEach((row) => row && shift(row, change.shifted));
    }
    this.rows = before.concat(rows, after);
    this.version = change.version;
    this.undo = change.undo;
    this.redo = change.redo;
  }

  /** Forgets rows far away from these, so that a long read does not fill the memory. */
  forget(first, last) {
    const near = 20 * WINDOW;
    this.rows.forEach((_, row) => {
      if (row < first - near || row > last + near) delete this.rows[row];
    });
  }

  /** Places of the rows of a filter, or null for all. */
  filtered(filter, keep) {
    const fits = {
      doubtful: (row) => this.isDoubtful(row),
      single: (row) => "oa".includes(this.kind(row)),
      moved: (row) => this.kind(row) === "v",
      numbers: (row) => this.numbersDiffer(row),
      unchecked: (row) => this.status(row) === "-",
    }[filter];
    if (!fits) return null;
    const found = [];
    for (let row = 0; row < this.length; row++) if (fits(row) || row === keep) found.push(row);
    return Uint32Array.from(found);
  }
}

function shift(row, [panel, from, by]) {
  for (const sentence of row[panel]) if (sentence.id >= from) sentence.id += by;
}

// The rows that are on the screen, out of all of them. Only those near the visible part are in the page; each stands at its own height, which
// is guessed from the length of its text until it has been shown. What the eye is on stays where it is when heights above it turn out
// otherwise.

import { Heights } from "./heights.js";

/** Pixels above and below the visible part that are drawn ahead. */
const AHEAD = 500;

export class List {
  #book;
  #scroller;
  #sizer;
  #draw;
  #shown;
  #heights = new Heights(new Float64Array());
  #view = null;
  #nodes = new Map();
  #measured = new Map();
  #frame = 0;
  #wanting = 0;
  #width = 0;
  #observer;

  /** `draw(row)` makes the element of a row; `shown(first, last)` hears which positions are visible. */
  constructor({ book, scroller, sizer, draw, shown }) {
    this.#book = book;
    this.#scroller = scroller;
    this.#sizer = sizer;
    this.#draw = draw;
    this.#shown = shown;
    this.#observer = new ResizeObserver((entries) => this.#measure(entries));
    scroller.addEventListener("scroll", () => this.update(), { passive: true });
    new ResizeObserver(() => this.#resized()).observe(scroller);
  }

  get length() {
    return this.#view ? this.#view.length : this.#book.length;
  }

  get view() {
    return this.#view;
  }

  row(position) {
    return this.#view ? this.#view[position] : position;
  }

  /** Position of a row in what is shown, or of the first one after it. */
  position(row) {
    if (!this.#view) return Math.min(row, this.length);
    let [low, high] = [0, this.#view.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#view[middle] < row) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  shows(row) {
    const position = this.position(row);
    return position < this.length && this.row(position) === row;
  }

  node(row) {
    return this.#nodes.get(row);
  }

  /** Every row that is drawn. */
  each(look) {
    this.#nodes.forEach((node, row) => look(row, node));
  }

  /** Shows these rows (all for null), keeping a row at its height on the screen. */
  setView(view, hold) {
    this.#view = view;
    this.rebuild(hold);
  }

  /** Where a row is on the screen, to give to `rebuild`; without a visible row that of the first visible one. */
  hold(row) {
    const top = this.#scroller.scrollTop;
    let position = this.position(row);
    const visible = row !== undefined && this.shows(row) && this.#top(position + 1) > top && this.#top(position) < top + this.#scroller.clientHeight;
    if (!visible) position = this.#heights.at(top);
    return { row: this.row(position), offset: this.#top(position) - top };
  }

  #top(position) {
    return this.#heights.top(Math.min(position, this.length));
  }

  /** Rows were replaced: heights that were measured move with their rows. */
  splice(from, removed, added) {
    const moved = new Map();
    for (const [row, height] of this.#measured) {
      if (row < from) moved.set(row, height);
      else if (row >= from + removed) moved.set(row + added - removed, height);
    }
    this.#measured = moved;
  }

  /** Forgets all that was measured. */
  forget() {
    this.#measured.clear();
  }

  rebuild(hold) {
    this.#clear();
    const guess = this.#guess();
    const values = new Float64Array(this.length);
    for (let position = 0; position < values.length; position++) {
      const row = this.row(position);
      values[position] = this.#measured.get(row) ?? guess(row);
    }
    this.#heights = new Heights(values);
    this.#sizer.style.height = `${this.#heights.top(this.length)}px`;
    if (hold) this.#scroller.scrollTop = Math.max(0, this.#top(this.position(hold.row)) - hold.offset);
    this.#render();
  }

  /** Draws these rows anew (all that are shown without any), after their content or their look has changed. */
  redraw(rows) {
    for (const row of rows ?? Array.from(this.#nodes.keys())) this.#remove(row);
    this.#render();
  }

  /** Scrolls until a row is in sight, with its neighbours: not at all if it is. */
  reveal(row, middle) {
    const position = this.position(row);
    if (position >= this.length) return;
    const [top, height] = [this.#top(position), this.#heights.get(position)];
    const { scrollTop, clientHeight } = this.#scroller;
    const margin = Math.min(80, clientHeight / 4);
    if (middle && (top < scrollTop || top + height > scrollTop + clientHeight)) {
      this.#scroller.scrollTop = top - Math.max(0, (clientHeight - height) / 2);
    } else if (top < scrollTop + margin) {
      this.#scroller.scrollTop = top - margin;
    } else if (top + height > scrollTop + clientHeight - margin) {
      this.#scroller.scrollTop = Math.min(top - margin, top + height + margin - clientHeight);
    }
    this.#render();
  }

  /** Draws in the next frame what is to be seen then. */
  update() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#render();
    });
  }

  #resized() {
    const width = this.#sizer.clientWidth;
    if (width === this.#width) return this.update();
    const hold = this.length > 0 && this.#width > 0 ? this.hold() : undefined;
    this.#width = width;
    this.forget();
    this.rebuild(hold);
  }

  /** How high a row will be, from the length of its longer side. */
  #guess() {
    const style = getComputedStyle(this.#sizer);
    const number = (name) => Number.parseFloat(style.getPropertyValue(name));
    const stacked = number("--stacked") === 1;
    const column = Math.max(120, (this.#sizer.clientWidth - number("--aside")) / (stacked ? 1 : 2));
    const line = Math.max(10, column / (Number.parseFloat(style.fontSize) * 0.53));
    const lineHeight = Number.parseFloat(style.lineHeight);
    const padding = number("--padding");
    return (row) => {
      const lines = Math.max(1, Math.ceil(this.#book.lengths[row] / line));
      const both = stacked && "mv".includes(this.#book.kind(row)) ? 2 : 1;
      return padding + lines * both * lineHeight;
    };
  }

  #clear() {
    for (const row of Array.from(this.#nodes.keys())) this.#remove(row);
  }

  #remove(row) {
    const node = this.#nodes.get(row);
    if (!node) return;
    this.#observer.unobserve(node);
    node.remove();
    this.#nodes.delete(row);
  }

  #render() {
    const { scrollTop, clientHeight } = this.#scroller;
    if (this.length === 0) return this.#clear();
    const first = this.#heights.at(scrollTop - AHEAD);
    const last = this.#heights.at(scrollTop + clientHeight + AHEAD);
    const [firstRow, lastRow] = [this.row(first), this.row(last)];
    for (const row of Array.from(this.#nodes.keys())) if (row < firstRow || row > lastRow) this.#remove(row);
    const missing = [];
    for (let position = first; position <= last; position++) {
      const row = this.row(position);
      if (!this.#book.rows[row]) missing.push(row);
      if (!this.#nodes.has(row)) this.#add(row);
    }
    this.#place();
    if (missing.length > 0) this.#want();
    this.#shown(this.#heights.at(scrollTop), this.#heights.at(scrollTop + clientHeight - 1));
  }

  #add(row) {
    const node = this.#draw(row);
    node.dataset.row = row;
    if (!this.#book.rows[row]) {
      node.dataset.waiting = "";
      node.style.height = `${this.#heights.get(this.position(row))}px`;
    }
    // In the order of the rows, for those who hear the page instead of seeing it.
    let after = null;
    for (const [other, element] of this.#nodes) if (other > row && (after === null || other < Number(after.dataset.row))) after = element;
    this.#sizer.insertBefore(node, after);
    this.#nodes.set(row, node);
    this.#observer.observe(node);
  }

  #place() {
    for (const [row, node] of this.#nodes) {
      const top = `translateY(${this.#top(this.position(row))}px)`;
      if (node.style.transform !== top) node.style.transform = top;
    }
  }

  #measure(entries) {
    const anchor = this.length > 0 ? this.hold() : null;
    let changed = false;
    for (const { target, borderBoxSize } of entries) {
      const row = Number(target.dataset.row);
      if (this.#nodes.get(row) !== target || !this.#book.rows[row]) continue;
      const height = borderBoxSize[0].blockSize;
      this.#measured.set(row, height);
      const position = this.position(row);
      if (Math.abs(this.#heights.get(position) - height) < 0.5) continue;
      this.#heights.set(position, height);
      changed = true;
    }
    if (!changed) return;
    this.#sizer.style.height = `${this.#heights.top(this.length)}px`;
    const top = this.#top(this.position(anchor.row)) - anchor.offset;
    if (Math.abs(top - this.#scroller.scrollTop) > 0.5) this.#scroller.scrollTop = top;
    this.#place();
    this.update();
  }

  /** Fetches what is missing on the screen once the scrolling has slowed down. */
  #want() {
    clearTimeout(this.#wanting);
    this.#wanting = setTimeout(async () => {
      const rows = Array.from(this.#nodes.keys());
      await this.#book.fetch(rows).catch(() => false);
      const waiting = Array.from(this.#nodes).filter(([row, node]) => "waiting" in node.dataset && this.#book.rows[row]);
      if (waiting.length > 0) this.redraw(waiting.map(([row]) => row));
      this.#book.forget(Math.min(...rows), Math.max(...rows));
    }, 30);
  }
}

// The whole alignment as one narrow picture: what is missing, what stands elsewhere, what is doubtful, what was looked at. Rows from top to
// bottom; as many as it takes share a line of pixels, and the line shows the worst of them.

export class Minimap {
  #book;
  #list;
  #canvas;
  #window;
  #go;
  #marks = [];

  /** `go(row)` is called with the row that was clicked. */
  constructor({ book, list, holder, canvas, window, go }) {
    this.#book = book;
    this.#list = list;
    this.#canvas = canvas;
    this.#window = window;
    this.#go = go;
    new ResizeObserver(() => this.draw()).observe(holder);
    holder.addEventListener("pointerdown", (event) => {
      holder.setPointerCapture(event.pointerId);
      this.#to(event);
    });
    holder.addEventListener("pointermove", (event) => holder.hasPointerCapture(event.pointerId) && this.#to(event));
  }

  /** Rows that a search found. */
  set marks(rows) {
    this.#marks = rows;
    this.draw();
  }

  /** Shows which part of the rows is on the screen. */
  visible(first, last) {
    const height = this.#canvas.clientHeight;
    const all = Math.max(1, this.#list.length);
    this.#window.style.top = `${Math.min(height - 6, (first / all) * height)}px`;
    this.#window.style.height = `${Math.max(6, ((last + 1 - first) / all) * height)}px`;
  }

  #to(event) {
    const share = (event.clientY - this.#canvas.getBoundingClientRect().top) / this.#canvas.clientHeight;
    const position = Math.min(this.#list.length - 1, Math.max(0, Math.floor(share * this.#list.length)));
    if (this.#list.length > 0) this.#go(this.#list.row(position));
  }

  draw() {
    const canvas = this.#canvas;
    const scale = window.devicePixelRatio || 1;
    const [width, height] = [Math.round(canvas.clientWidth * scale), Math.round(canvas.clientHeight * scale)];
    if (width === 0 || height === 0) return;
    Object.assign(canvas, { width, height });
    const context = canvas.getContext("2d");
    const colours = Object.fromEntries(["text", "gap", "moved", "doubt", "done", "hit"].map((name) => [name, this.#colour(`--map-${name}`)]));
    const length = this.#list.length;
    const fill = (name, y, tall, from, to) => {
      context.fillStyle = colours[name];
      context.fillRect(Math.round(from * width), y, Math.max(1, Math.round((to - from) * width)), tall);
    };
    const lines = Math.min(height, length);
    for (let line = 0; line < lines; line++) {
      const [y, below] = [Math.floor((line * height) / lines), Math.floor(((line + 1) * height) / lines)];
      const tall = Math.max(1, below - y - (height / lines > 5 * scale ? scale : 0));
      const seen = this.#seen(Math.floor((line * length) / lines), Math.floor(((line + 1) * length) / lines));
      // Two columns of text; where one of them is missing there is a hole in it.
      const pale = seen.added ? "gap" : "text";
      fill(pale, y, tall, 0.12, seen.added && !seen.both ? 0.14 : 0.42);
      fill(seen.omitted ? "gap" : "text", y, tall, seen.omitted && !seen.both ? 0.74 : 0.46, 0.76);
      if (seen.moved) fill("moved", y, tall, 0.12, 0.76);
      if (seen.doubtful) fill("doubt", y, tall, 0.84, 1);
      else if (seen.done) fill("done", y, tall, 0.84, 0.92);
    }
    for (const row of this.#marks) {
      const position = this.#list.position(row);
      fill("hit", Math.floor((position / Math.max(1, length)) * height), Math.max(2, scale), 0, 0.09);
    }
    canvas.setAttribute("aria-label", this.#described());
  }

  /** A colour of the style sheet as a canvas takes it: computed, for light or for dark. */
  #colour(name) {
    this.#canvas.style.color = `var(${name})`;
    return getComputedStyle(this.#canvas).color;
  }

  /** What there is in the rows at positions `from..to`. */
  #seen(from, to) {
    const seen = { omitted: false, added: false, moved: false, doubtful: false, done: true, both: false };
    for (let position = from; position < to; position++) {
      const row = this.#list.row(position);
      const kind = this.#book.kind(row);
      seen.omitted ||= kind === "o";
      seen.added ||= kind === "a";
      seen.moved ||= kind === "v";
      seen.both ||= kind === "m" || kind === "v";
      seen.doubtful ||= this.#book.isDoubtful(row);
      seen.done &&= this.#book.status(row) !== "-";
    }
    return seen;
  }

  #described() {
    const number = { m: 0, v: 0, o: 0, a: 0 };
    for (let row = 0; row < this.#book.length; row++) number[this.#book.kind(row)]++;
    return `Map of ${this.#book.length} rows: ${number.o} omitted, ${number.a} added, ${number.v} moved`;
  }
}

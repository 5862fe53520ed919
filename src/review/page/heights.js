// Finds the place of any row from the heights of all, and the reverse, in logarithmic time: a Fenwick tree, because one height changes
// whenever a row is measured, and 100,000 sums must not be computed again for it.

export class Heights {
  #tree;
  #values;

  constructor(values) {
    this.#values = values;
    this.#tree = new Float64Array(values.length + 1);
    for (let at = 1; at <= values.length; at++) {
      this.#tree[at] += values[at - 1];
      const above = at + (at & -at);
      if (above <= values.length) this.#tree[above] += this.#tree[at];
    }
  }

  get length() {
    return this.#values.length;
  }

  get(at) {
    return this.#values[at];
  }

  set(at, height) {
    const by = height - this.#values[at];
    this.#values[at] = height;
    for (let node = at + 1; node < this.#tree.length; node += node & -node) this.#tree[node] += by;
  }

  /** Where the row at this position begins; the whole height for the position after the last. */
  top(at) {
    let sum = 0;
    for (let node = at; node > 0; node -= node & -node) sum += this.#tree[node];
    return sum;
  }

  /** Position of the row that covers this height, the first or last where none does. */
  at(height) {
    let node = 0;
    let left = height;
    for (let step = 1 << Math.floor(Math.log2(Math.max(1, this.length))); step > 0; step >>= 1) {
      if (node + step <= this.length && this.#tree[node + step] <= left) {
        node += step;
        left -= this.#tree[node];
      }
    }
    return Math.min(node, Math.max(0, this.length - 1));
  }
}

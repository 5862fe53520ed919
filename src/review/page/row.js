// The element of a row: two cells of sentences with what links them in between. Every difference shows in words or shape as well as in
// colour.

import { element, padlock } from "./dom.js";

const PANELS = ["source", "target"];
const KIND = { match: "match", moved: "moved", omitted: "omitted", added: "added" };

/** What a row is in words, for those who hear it. */
export function described(row, index) {
  const parts = [`Row ${index + 1}`, KIND[row.kind]];
  parts.push(row.status === "auto" ? `${Math.round(row.confidence * 100)} percent sure` : row.status);
  if (row.numbers) parts.push("numbers differ");
  return parts.join(", ");
}

/**
 * The element of a row. `state` says what of it is chosen: `{ selected, sentence, split, linking, flash, hits, words }`, where `hits(sentence)`
 * are ranges that a search found and `words` the pairs of words that speak for the row.
 */
export function drawRow(row, index, book, state) {
  const node = element("div", { role: "row", id: `row-${index}`, className: "row", "aria-rowindex": index + 1 });
  if (!row) {
    node.classList.add("empty");
    node.append(element("div", { role: "gridcell", className: "number" }, String(index + 1)));
    return node;
  }
  node.classList.add(row.kind, row.status);
  if (row.status === "auto" && row.confidence < 0.6) node.classList.add("doubtful");
  const first = (panel) => row[panel][0];
  if (first("source")?.first || first("target")?.first) node.classList.add("begins");
  if (state.split) node.classList.add("splitting");
  node.append(
    element("div", { role: "rowheader", className: "number", "aria-label": described(row, index) }, String(index + 1)),
    cell(row, "source", book, state),
    link(row),
    cell(row, "target", book, state),
    element("div", { role: "gridcell", className: "side" }, status(row), quickActions(row)),
  );
  markRow(node, state);
  return node;
}

/** Shows what of a row is chosen without drawing it anew: a selection of text and a click half done are kept. */
export function markRow(node, state) {
  node.setAttribute("aria-selected", state.selected);
  for (const name of ["selected", "linking", "flash"]) node.classList.toggle(name, Boolean(state[name]));
  for (const sentence of node.querySelectorAll("[data-place]")) {
    const { panel, place } = sentence.dataset;
    sentence.classList.toggle("chosen", state.sentence?.panel === panel && state.sentence.place === Number(place));
  }
}

function cell(row, panel, book, state) {
  const at = PANELS.indexOf(panel);
  const node = element("div", { role: "gridcell", className: `cell ${panel}`, lang: book.languages[at], dir: book.right_to_left[at] ? "rtl" : "ltr" });
  const sentences = row[panel];
  if (sentences.length === 0) {
    node.classList.add("none");
    node.append(element("span", { className: "unseen" }, panel === "source" ? "nothing in the source" : "nothing in the target"));
  }
  sentences.forEach((sentence, place) => {
    node.append(sentenceElement(sentence, panel, place, row, state));
  });
  return node;
}

function sentenceElement(sentence, panel, place, row, state) {
  const node = element("p", { className: `sentence block-${sentence.block}`, "data-panel": panel, "data-place": place, "data-sentence": sentence.id });
  if (sentence.first) node.classList.add("first");
  if (sentence.corrected) {
    node.classList.add("corrected");
    node.title = "corrected; the file says something else";
  }
  if (state.split) node.classList.add(place < state.split[panel] ? "above" : "below");
  if (state.split?.[panel] === place) node.classList.add("cut-here");
  if (state.split && state.split[panel] === row[panel].length && place === row[panel].length - 1) node.classList.add("cut-after");
  if (sentence.first && sentence.block === "heading") {
    node.setAttribute("role", "heading");
    node.setAttribute("aria-level", "3");
  }
  node.append(...painted(sentence.text, marks(sentence, panel, state)));
  if (place === 0 || place === row[panel].length - 1) node.append(moveButtons(panel, place, row));
  return node;
}

function marks(sentence, panel, state) {
  const found = state.hits(panel, sentence.id).map(({ range, current }) => ({ range, name: current ? "hit current" : "hit" }));
  (state.words ?? []).forEach((word, pair) => {
    const [id, range] = word[panel];
    if (id === sentence.id) found.push({ range, name: "word", pair, share: word.share });
  });
  return found;
}

/** A text cut wherever a mark begins or ends, each piece with the marks that cover it. */
export function painted(text, marks) {
  if (marks.length === 0) return [text];
  const edges = new Set([0, text.length]);
  for (const { range } of marks) for (const edge of range) edges.add(Math.min(edge, text.length));
  const sorted = Array.from(edges).sort((one, other) => one - other);
  return sorted.slice(0, -1).map((from, at) => {
    const to = sorted[at + 1];
    const over = marks.filter(({ range }) => range[0] <= from && range[1] >= to);
    const piece = text.slice(from, to);
    if (over.length === 0) return piece;
    const isHit = over.some(({ name }) => name.startsWith("hit"));
    const node = element(isHit ? "mark" : "span", { className: over.map(({ name }) => name).join(" ") }, piece);
    const pairs = over.filter(({ pair }) => pair !== undefined);
    if (pairs.length > 0) {
      node.dataset.pairs = pairs.map(({ pair }) => pair).join(" ");
      node.style.setProperty("--share", String(Math.max(...pairs.map(({ share }) => share))));
    }
    return node;
  });
}

function link(row) {
  const node = element("div", { role: "gridcell", className: "link" });
  if (row.kind !== "match") node.append(element("span", { className: "kind" }, KIND[row.kind]));
  if (row.status === "auto") {
    const sure = Math.round(row.confidence * 100);
    const bar = element("span", { className: "bar", title: `${sure} % sure`, "aria-hidden": "true" }, element("span", { className: "fill" }));
    bar.firstChild.style.inlineSize = `${sure}%`;
    node.append(bar);
    if (row.confidence < 0.6) node.append(element("span", { className: "sure" }, `${sure} %`));
  }
  if (row.numbers) node.append(element("span", { className: "numbers", title: "the numbers in the two sides differ" }, "numbers"));
  return node;
}

function status(row) {
  if (row.status === "auto") return null;
  const node = element("span", { className: "status" });
  if (row.status === "locked") node.append(padlock(), "locked");
  else node.append("✓ checked");
  return node;
}

/** What one does most, in reach of the mouse; the keyboard has keys and the toolbar for it. */
function quickActions(row) {
  const button = (command, label, title) =>
    element("button", { className: "quick", type: "button", tabIndex: -1, title, "data-command": command }, label);
  const node = element("span", { className: "quicks" });
  if (row.status === "auto") node.append(button("accept", "Accept", "This row is right (A)"));
  if (row.status === "locked") node.append(button("lock", "Unlock", "Let it change again (L)"));
  else node.append(button("lock", "Lock", "This row is right and nothing shall change it (L)"));
  if (row.status !== "locked") node.append(button("merge", "Merge ↓", "Make one row of this and the next (M)"));
  return node;
}

function moveButtons(panel, place, row) {
  const node = element("span", { className: "movers" });
  const button = (command, label, title) =>
    element("button", { className: "quick", type: "button", tabIndex: -1, title, "aria-label": title, "data-command": command }, label);
  if (place === 0) node.append(button("up", "↑", "This sentence to the row above ([)"));
  if (place === row[panel].length - 1) node.append(button("down", "↓", "This sentence to the row below (])"));
  return node;
}

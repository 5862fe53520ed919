// Turns keys and mouse into commands and choices.

import { COMMANDS, commandOf } from "./commands.js";
import { byId } from "./dom.js";
import { pointAtWords } from "./words.js";

/** Milliseconds that the pointer rests on a row before its words are asked for. */
const REST = 150;

/** Listens to everything that a person does with the page. */
export function listen(app) {
  const backToRows = () => byId("scroller").focus({ preventScroll: true });
  document.addEventListener("keydown", (event) => key(app, event));
  document.addEventListener("click", (event) => click(app, event));
  byId("scroller").addEventListener("dblclick", (event) => doubleClick(app, event));
  byId("filter").addEventListener("change", (event) => {
    app.filter(event.target.value);
    backToRows();
  });
  byId("pattern").addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    app.search.clear();
    backToRows();
  });
  byId("goto").addEventListener("close", () => {
    const row = Number.parseInt(byId("number").value, 10) - 1;
    if (row >= 0) app.showRow(row);
    backToRows();
  });
  let resting = 0;
  byId("rows").addEventListener("pointerover", (event) => {
    clearTimeout(resting);
    const row = event.target.closest?.(".row");
    if (row) resting = setTimeout(() => app.askWords(Number(row.dataset.row)), REST);
  });
  pointAtWords(byId("rows"));
  backToRows();
}

function key(app, event) {
  if (event.defaultPrevented || event.target.closest("dialog, input, textarea, select")) return;
  const onButton = event.target.closest("button, summary, a") !== null;
  if (onButton && [" ", "Enter"].includes(event.key)) return;
  const name = commandOf(event);
  if (!name) return;
  event.preventDefault();
  app.run(name);
}

function click(app, event) {
  const button = event.target.closest("[data-command]");
  const row = event.target.closest(".row");
  if (row && !event.target.closest("textarea, .editing")) {
    const sentence = event.target.closest("[data-place]");
    const chosen = sentence ? { panel: sentence.dataset.panel, place: Number(sentence.dataset.place) } : null;
    const index = Number(row.dataset.row);
    if (app.isSplitting && index === app.selected && chosen && !button) app.splitBefore(chosen);
    else if (index !== app.selected || chosen) app.select(index, { sentence: chosen });
  }
  if (button) app.run(button.dataset.command);
}

function doubleClick(app, event) {
  const sentence = event.target.closest("[data-place]");
  if (!sentence || event.target.closest("textarea, button") || !COMMANDS.edit.can(app) || app.isSplitting) return;
  app.openSentence(offsetAt(sentence, event));
}

/** The character of a sentence under the pointer. */
function offsetAt(sentence, { clientX, clientY }) {
  const at = document.caretPositionFromPoint?.(clientX, clientY);
  if (!at || !sentence.contains(at.offsetNode)) return 0;
  const before = document.createRange();
  before.setStart(sentence, 0);
  before.setEnd(at.offsetNode, at.offset);
  return before.toString().length;
}

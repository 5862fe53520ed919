// Edits one sentence in place: its wording, and the cursor at which it is cut.

import { element } from "./dom.js";

/**
 * Opens a sentence for writing. `done(what)` hears once what is to be done: nothing (`null`) or `{ text, cut, join }`, the wording, where to cut it, and
 * whether to join it with the next.
 */
export function openEditor(sentence, { text, joinable, label, done }) {
  const field = element("textarea", { value: text, rows: 1, spellcheck: false, className: "wording", "aria-label": label });
  let closed = false;
  const close = (what) => {
    if (closed) return;
    closed = true;
    done(what);
  };
  const saved = () => close(field.value.trim() === text ? null : { text: field.value.trim() });
  const cut = () => close({ text: field.value, cut: field.selectionStart });
  const button = (name, key, run, title) => {
    const node = element("button", { type: "button", title }, name, " ", element("kbd", {}, key));
    // Before the field loses its cursor.
    node.addEventListener("pointerdown", (event) => event.preventDefault());
    node.addEventListener("click", run);
    return node;
  };
  const buttons = element(
    "div",
    { className: "editing", role: "toolbar", "aria-label": "What to do with the sentence" },
    button("Save", "Enter", saved, "Keep this wording; the file stays as it is"),
    button("Cut at the cursor", "Ctrl+Enter", cut, "Two sentences of one, the second from the cursor on"),
    joinable ? button("Join with next", "Ctrl+J", () => close({ text: field.value, join: true }), "One sentence of this and the next") : null,
    button("Cancel", "Esc", () => close(null), "Leave it as it was"),
  );
  field.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.isComposing) return;
    const control = event.ctrlKey || event.metaKey;
    if (event.key === "Escape") close(null);
    else if (event.key === "Enter" && control) cut();
    else if (event.key === "Enter") saved();
    else if (event.key.toLowerCase() === "j" && control && joinable) close({ text: field.value, join: true });
    else return;
    event.preventDefault();
  });
  const grow = () => {
    // A wording has no line breaks; what is pasted may have.
    if (/[\r\n]/.test(field.value)) field.value = field.value.replace(/\s*[\r\n]+\s*/g, " ");
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight}px`;
  };
  field.addEventListener("input", grow);
  sentence.replaceChildren(field, buttons);
  sentence.classList.add("open");
  grow();
  field.focus();
  return { close: () => close(null), cursor: (at) => field.setSelectionRange(at, at) };
}

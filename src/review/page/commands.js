// All commands, each with its name, its keys and its purpose: the toolbar, the keys and the help are made from this one table.

const row = (app) => app.selected !== undefined;
const editable = (app) => row(app) && !app.readOnly;
const free = (app) => editable(app) && app.book.status(app.selected) !== "l";

/** Commands by name: `keys` as the keyboard names them, `can` whether it makes sense now, `run` what it does. */
export const COMMANDS = {
  accept: { label: "Accept", keys: ["a"], group: "The row", help: "This row is right", can: free, run: (app) => app.accept() },
  acceptNext: { label: "Accept, next", keys: [" "], group: "The row", help: "Accept and go to the next row to check", can: free, run: (app) => app.acceptAndNext() },
  lock: {
    label: (app) => (app.selectedStatus === "l" ? "Unlock" : "Lock"),
    keys: ["l"],
    group: "The row",
    help: "Lock: right, and nothing may change it; once more unlocks",
    can: editable,
    run: (app) => app.lock(),
  },
  release: {
    label: "Release",
    keys: ["r"],
    group: "The row",
    help: "Back to what the program may change",
    can: (app) => editable(app) && app.selectedStatus !== "-",
    run: (app) => app.release(),
  },
  merge: { label: "Merge with next", keys: ["m"], group: "The row", help: "One row of this and the next", can: free, run: (app) => app.merge(0) },
  mergeUp: { label: "Merge with previous", keys: ["M"], group: "The row", help: "One row of this and the one above", can: free, run: (app) => app.merge(-1) },
  split: { label: "Split", keys: ["s"], group: "The row", help: "Two rows of one: arrow keys choose where, Enter splits", can: free, run: (app) => app.split() },
  unlink: {
    label: "Not a pair",
    keys: ["u"],
    group: "The row",
    help: "The two sides do not belong together: omitted and added",
    can: (app) => free(app) && "mv".includes(app.book.kind(app.selected)),
    run: (app) => app.unlink(),
  },
  link: {
    label: (app) => (app.linking === undefined ? "Link to…" : `Link to row ${app.linking + 1}`),
    keys: ["k"],
    group: "The row",
    help: "One row of this and another far away: K here, K there",
    can: free,
    run: (app) => app.link(),
  },
  edit: { label: "Edit or cut", keys: ["e", "F2", "Enter"], group: "The sentence", help: "Correct its wording, or cut it at the cursor", can: free, run: (app) => app.openSentence() },
  up: { label: "Sentence up", keys: ["[", "Alt+ArrowUp"], group: "The sentence", help: "The first sentence of a side goes to the row above", can: free, run: (app) => app.moveSentence(true) },
  down: { label: "Sentence down", keys: ["]", "Alt+ArrowDown"], group: "The sentence", help: "The last sentence of a side goes to the row below", can: free, run: (app) => app.moveSentence(false) },
  next: { label: "Next to check", keys: ["n"], group: "Going about", help: "To the next row worth a look, the most doubtful first", can: () => true, run: (app) => app.walk(1) },
  previous: { label: "Previous", keys: ["p"], group: "Going about", help: "To the one before", can: () => true, run: (app) => app.walk(-1) },
  below: { keys: ["ArrowDown"], group: "Going about", help: "Row below", can: () => true, run: (app) => app.step(1) },
  above: { keys: ["ArrowUp"], group: "Going about", help: "Row above", can: () => true, run: (app) => app.step(-1) },
  pageDown: { keys: ["PageDown"], group: "Going about", help: "Ten rows down", can: () => true, run: (app) => app.step(10) },
  pageUp: { keys: ["PageUp"], group: "Going about", help: "Ten rows up", can: () => true, run: (app) => app.step(-10) },
  first: { keys: ["Home"], group: "Going about", help: "First row", can: () => true, run: (app) => app.step(-Infinity) },
  last: { keys: ["End"], group: "Going about", help: "Last row", can: () => true, run: (app) => app.step(Infinity) },
  right: { keys: ["ArrowRight"], group: "Going about", help: "Next sentence of the row", can: row, run: (app) => app.stepSentence(1) },
  left: { keys: ["ArrowLeft"], group: "Going about", help: "Sentence before", can: row, run: (app) => app.stepSentence(-1) },
  goto: { keys: ["g"], group: "Going about", help: "To a row by its number", can: () => true, run: (app) => app.askRow() },
  search: { keys: ["/"], group: "Going about", help: "Search both texts; Enter and Shift+Enter go through the hits", can: () => true, run: (app) => app.focusSearch() },
  filter: { keys: ["f"], group: "Going about", help: "Show only some rows", can: () => true, run: (app) => app.focusFilter() },
  all: { keys: [], can: () => true, run: (app) => app.showAll() },
  undo: { label: "Undo", keys: ["Control+z", "z"], group: "Everything", help: "Take back the last step, without limit", can: (app) => !app.readOnly && app.book.undo > 0, run: (app) => app.undo() },
  redo: { label: "Redo", keys: ["Control+y", "Control+Z", "y"], group: "Everything", help: "Take it again", can: (app) => !app.readOnly && app.book.redo > 0, run: (app) => app.redo() },
  escape: { keys: ["Escape"], group: "Everything", help: "Give up what was begun", can: () => true, run: (app) => app.escape() },
  help: { label: "Help", keys: ["?"], group: "Everything", help: "This page", can: () => true, run: (app) => app.help() },
};

/** The commands of the toolbar, in groups. */
export const TOOLBAR = [["accept", "lock", "release"], ["merge", "split", "unlink", "link"], ["edit", "up", "down"]];

const NAMES = { " ": "Space", ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→", Control: "Ctrl", PageDown: "Page down", PageUp: "Page up", Escape: "Esc" };

/** A key as people read it. */
export function keyName(key) {
  const parts = key.length > 1 ? key.split("+") : [key];
  return parts
    .map((part) => {
      if (NAMES[part]) return NAMES[part];
      if (/^[A-Z]$/.test(part)) return `Shift+${part}`;
      return part.length === 1 ? part.toUpperCase() : part;
    })
    .join("+");
}

const BY_KEY = new Map(Object.entries(COMMANDS).flatMap(([name, command]) => command.keys.map((key) => [key, name])));

/** The command that a key stands for, if any. */
export function commandOf(event) {
  const control = event.ctrlKey || event.metaKey;
  const prefix = control ? "Control+" : event.altKey && event.key.startsWith("Arrow") ? "Alt+" : "";
  if (event.altKey && !prefix.startsWith("Alt") && !event.getModifierState("AltGraph")) return undefined;
  return BY_KEY.get(prefix + event.key);
}

export const labelOf = (name, app) => (typeof COMMANDS[name].label === "function" ? COMMANDS[name].label(app) : COMMANDS[name].label);

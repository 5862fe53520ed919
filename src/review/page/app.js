// The page: what is chosen and shown, and what the commands do to it. Edits go to the server one after another and are shown when it has
// acknowledged them.

import { api, Refused } from "./api.js";
import { Book } from "./book.js";
import { COMMANDS } from "./commands.js";
import { Connection } from "./connection.js";
import { byId, count } from "./dom.js";
import { openEditor } from "./editor.js";
import { fillHelp, fillToolbar, refreshButtons, setUpExport, setUpTheme } from "./frame.js";
import { listen } from "./input.js";
import { List } from "./list.js";
import { Minimap } from "./map.js";
import { WalkQueue } from "./queue.js";
import { described, drawRow, markRow } from "./row.js";
import { Search } from "./search.js";
import { bestSplit, isSplit } from "./split.js";
import { Words } from "./words.js";

/** Milliseconds for which a row lights up after it was changed. */
const FLASH = 1_800;

class App {
  book = new Book();
  selected = undefined;
  sentence = null;
  linking = undefined;
  #about;
  #splitting = null;
  #editor = null;
  #flashing = new Set();
  #work = Promise.resolve();
  #words = new Words();
  #flashTimer = 0;
  #messageTimer = 0;

  async start() {
    this.connection = new Connection({
      saved: byId("saved"),
      notices: byId("notices"),
      changed: (version, wasReady) => this.#alive(version, wasReady),
    });
    this.list = new List({
      book: this.book,
      scroller: byId("scroller"),
      sizer: byId("rows"),
      draw: (row) => drawRow(this.book.rows[row], row, this.#about, this.#state(row)),
      shown: (first, last) => this.map?.visible(first, last),
    });
    this.map = new Minimap({ book: this.book, list: this.list, holder: byId("map"), canvas: byId("map-picture"), window: byId("map-window"), go: (row) => this.select(row, { middle: true }) });
    this.queue = new WalkQueue(byId("promise"));
    this.search = new Search({
      form: byId("search"),
      pattern: byId("pattern"),
      caseBox: byId("case"),
      output: byId("hits"),
      changed: () => this.#found(),
      go: (hit) => this.showRow(hit.row),
    });
    const [about] = await Promise.all([api.book(), this.book.load()]);
    this.#about = about;
    await this.book.fetch([0]);
    this.connection.forbidden = about.read_only;
    this.#introduce(about);
    this.list.setView(null);
    this.#empty();
    listen(this);
    this.select(0);
    this.refresh();
    await Promise.all([this.queue.load(), this.connection.beat()]);
    document.body.classList.add("ready");
  }

  get readOnly() {
    return this.connection.readOnly;
  }

  get selectedStatus() {
    return this.selected === undefined ? "-" : this.book.status(this.selected);
  }

  get row() {
    return this.book.rows[this.selected];
  }

  // What the page says

  say(message, wrong = false) {
    byId("live").textContent = message;
    const shown = byId("message");
    shown.textContent = message;
    shown.classList.toggle("wrong", wrong);
    clearTimeout(this.#messageTimer);
    this.#messageTimer = setTimeout(() => shown.replaceChildren(), wrong ? 12_000 : 5_000);
  }

  refresh() {
    refreshButtons(this);
    this.map.draw();
  }

  #introduce(about) {
    const name = (code) => {
      try {
        return code === "und" ? "unknown language" : new Intl.DisplayNames(["en"], { type: "language" }).of(code);
      } catch {
        return code;
      }
    };
    const languages = about.languages.map(name);
    document.title = `${about.name} · diptych`;
    byId("name").textContent = about.name.replace(/\.diptych$/, "");
    byId("languages").textContent = `${languages.join(" and ")} · ${about.sentences.map((n) => n.toLocaleString("en")).join(" and ")} sentences`;
    ["source", "target"].forEach((panel, at) => (byId(`head-${panel}`).textContent = `${about.files[at].split(/[\\/]/).at(-1)} · ${languages[at]}`));
    setUpExport(byId("export"), byId("formats"), about.formats);
    setUpTheme(byId("theme"), () => this.map.draw());
    fillToolbar(byId("actions"));
    fillHelp(byId("keys"));
  }

  #state(row) {
    const selected = row === this.selected;
    return {
      selected,
      sentence: selected ? this.sentence : null,
      split: selected ? this.#splitting : null,
      linking: row === this.linking,
      flash: this.#flashing.has(row),
      hits: (panel, sentence) => this.search.of(panel, sentence),
      words: this.#words.get(this.book.version, row),
    };
  }

  #found() {
    this.list.redraw();
    this.map.marks = this.search.hits.map((hit) => hit.row);
  }

  // What is chosen

  select(row, { middle = false, sentence = null } = {}) {
    if (this.book.length === 0) return;
    const before = this.selected;
    this.#editor?.close();
    const splitting = this.#splitting !== null && before !== row;
    if (splitting) this.#splitting = null;
    this.selected = Math.max(0, Math.min(row, this.book.length - 1));
    this.sentence = sentence;
    if (splitting) this.list.redraw([before]);
    this.#mark();
    this.list.reveal(this.selected, middle);
    byId("scroller").setAttribute("aria-activedescendant", `row-${this.selected}`);
    refreshButtons(this);
    this.askWords(this.selected);
  }

  /** Chooses a row that the filter may hide: then all rows are shown. */
  showRow(row) {
    if (!this.list.shows(row)) this.filter("all");
    this.select(row, { middle: true });
  }

  step(by) {
    if (this.list.length === 0) return;
    if (this.#splitting) return this.#moveSplit(Math.sign(by));
    const position = this.list.position(this.selected ?? 0);
    const to = Math.max(0, Math.min(this.list.length - 1, position + by));
    this.select(this.list.row(to));
    if (this.row) byId("live").textContent = described(this.row, this.selected);
  }

  stepSentence(by) {
    if (!this.row) return;
    if (this.#splitting) {
      this.#splitting.active = by > 0 ? "target" : "source";
      return this.#redrawSelected();
    }
    const all = ["source", "target"].flatMap((panel) => this.row[panel].map((_, place) => ({ panel, place })));
    const at = all.findIndex(({ panel, place }) => panel === this.sentence?.panel && place === this.sentence.place);
    const to = at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.max(0, Math.min(all.length - 1, at + by));
    this.sentence = all[to];
    this.#mark();
    byId("live").textContent = `${this.sentence.panel} sentence ${this.sentence.place + 1}: ${this.row[this.sentence.panel][this.sentence.place].text}`;
  }

  /** Shows which row and sentence are chosen. */
  #mark() {
    this.list.each((row, node) => this.book.rows[row] && markRow(node, this.#state(row)));
  }

  #redrawSelected() {
    this.list.redraw([this.selected]);
    refreshButtons(this);
  }

  async walk(by) {
    await this.#work.catch(() => {});
    const row = this.queue.step(this.selected, by);
    if (row === undefined) return this.say("Nothing is left to check.");
    this.showRow(row);
    this.say(`${this.queue.placeOf(row)} of ${count(this.queue.rows.length, "row")} to check, the most doubtful first.`);
  }

  async askWords(row) {
    if (!this.connection.ready) return;
    const { version } = this.book;
    if ((await this.#words.ask(version, row)) && version === this.book.version && this.#editor === null) this.list.redraw([row].filter((row) => this.list.node(row)));
  }

  // Edits

  /** Does an edit after those that are under way; `make` sees the page as it is then, and gives nothing if there is nothing to do. */
  #edit(make, told) {
    return this.#server(() => {
      const edit = make();
      return edit && api.edit(this.book.version, edit);
    }, told);
  }

  #server(ask, told) {
    const done = this.#work.then(async () => {
      try {
        const change = await this.connection.saving(async () => ask());
        if (change) await this.#take(change, told);
        return Boolean(change);
      } catch (error) {
        await this.#refused(error).catch(() => {});
        return false;
      }
    });
    this.#work = done;
    return done;
  }

  async #refused(error) {
    if (error instanceof Refused && error.status === 409) {
      await this.#reload();
      return this.say("The list had changed meanwhile and is shown anew; nothing was done.", true);
    }
    if (error instanceof Refused && error.status === 423) await this.connection.beat();
    const sentence = error.message.charAt(0).toUpperCase() + error.message.slice(1);
    this.say(error instanceof Refused ? sentence : `Not saved: ${error.message}.`, true);
  }

  async #take(change, told) {
    const selected = this.selected ?? change.from;
    const hold = this.list.hold(selected >= change.from && selected < change.from + change.removed ? selected : undefined);
    const place = hold.row >= change.from && hold.row < change.from + change.removed ? change.focus : hold.row + (hold.row >= change.from + change.removed ? change.rows.length - change.removed : 0);
    this.book.apply(change);
    this.list.splice(change.from, change.removed, change.rows.length);
    this.#words.forget();
    this.linking = undefined;
    this.#splitting = null;
    this.sentence = null;
    this.selected = Math.min(change.focus, this.book.length - 1);
    this.#flash([...change.realigned, this.selected]);
    this.list.setView(this.book.filtered(byId("filter").value, this.selected), { row: place, offset: hold.offset });
    this.#empty();
    this.list.reveal(this.selected);
    byId("scroller").setAttribute("aria-activedescendant", `row-${this.selected}`);
    this.refresh();
    const also = change.realigned.length > 0 ? ` ${count(change.realigned.length, "row")} nearby aligned anew.` : "";
    this.say(`${told}${also}`);
    this.askWords(this.selected);
    this.search.again();
    this.queue.changed(selected, this.selected);
    await this.queue.load().catch(() => {});
  }

  #flash(rows) {
    this.#flashing = new Set(rows);
    clearTimeout(this.#flashTimer);
    this.#flashTimer = setTimeout(() => {
      for (const row of this.#flashing) this.list.node(row)?.classList.remove("flash");
      this.#flashing.clear();
    }, FLASH);
  }

  accept() {
    return this.#edit(() => ({ do: "accept", row: this.selected, count: 1 }), "Accepted.");
  }

  async acceptAndNext() {
    if (this.selectedStatus !== "-" || (await this.accept())) await this.walk(1);
  }

  lock() {
    const locked = this.selectedStatus === "l";
    return this.#edit(() => ({ do: locked ? "release" : "lock", row: this.selected, count: 1 }), locked ? "Unlocked." : "Locked.");
  }

  release() {
    return this.#edit(() => ({ do: "release", row: this.selected, count: 1 }), "Released: the program may change it.");
  }

  merge(by) {
    return this.#edit(() => {
      const row = this.selected + by;
      if (row < 0 || row + 1 >= this.book.length) return void this.say("There is no row to merge it with.", true);
      return { do: "merge", row };
    }, "Merged.");
  }

  unlink() {
    return this.#edit(() => ({ do: "unlink", row: this.selected }), "Taken apart.");
  }

  link() {
    if (this.linking === undefined) {
      this.linking = this.selected;
      this.#mark();
      refreshButtons(this);
      return this.say(`Row ${this.selected + 1} waits for its counterpart: choose the other row and press K. Esc gives up.`);
    }
    if (this.linking === this.selected) return this.escape();
    return this.#edit(() => ({ do: "link", row: this.linking, other: this.selected }), "Linked.");
  }

  moveSentence(up) {
    return this.#edit(() => {
      const { row, sentence } = this;
      const panel = sentence?.panel ?? (row.source.length > row.target.length ? "source" : "target");
      const place = sentence?.place ?? (up ? 0 : row[panel].length - 1);
      if (place !== (up ? 0 : row[panel].length - 1)) {
        return void this.say(up ? "Only the first sentence of a side can go up." : "Only the last sentence of a side can go down.", true);
      }
      return { do: "move", row: this.selected, panel, up };
    }, up ? "Moved to the row above." : "Moved to the row below.");
  }

  split() {
    if (this.#splitting) return this.#confirmSplit();
    const split = bestSplit(this.row, this.sentence);
    if (!split) return this.say("There is only one sentence a side: press E to cut one at the cursor, or U if the two do not belong together.", true);
    this.#splitting = { ...split, active: this.sentence?.panel ?? (this.row.source.length > 1 ? "source" : "target") };
    this.#redrawSelected();
    this.say("Split at the line? Enter splits; ↑ ↓ move the line, ← → choose the side, Esc gives up.");
  }

  #moveSplit(by) {
    const split = { ...this.#splitting };
    split[split.active] = Math.max(0, Math.min(this.row[split.active].length, split[split.active] + by));
    if (isSplit(this.row, split)) this.#splitting = split;
    this.#redrawSelected();
  }

  #confirmSplit() {
    const { source, target } = this.#splitting;
    return this.#edit(() => ({ do: "split", row: this.selected, source, target }), "Split.");
  }

  /** Opens the chosen sentence (the first without one) with the cursor at a character. */
  openSentence(at = 0) {
    if (this.#splitting) return this.#confirmSplit();
    if (!this.row) return;
    this.sentence ??= { panel: this.row.source.length > 0 ? "source" : "target", place: 0 };
    const { panel, place } = this.sentence;
    this.#redrawSelected();
    const { id, text } = this.row[panel][place];
    const after = this.row[panel][place + 1];
    const node = this.list.node(this.selected)?.querySelector(`[data-panel=${panel}][data-place="${place}"]`);
    if (!node) return;
    const joinable = after !== undefined && after.id === id + 1 && !after.first;
    const done = (what) => {
      this.#editor = null;
      this.list.redraw([this.selected]);
      byId("scroller").focus({ preventScroll: true });
      if (what) this.#rewrite(panel, id, text, what);
    };
    this.#editor = openEditor(node, { text, joinable, label: `Wording of the ${panel} sentence`, done });
    this.#editor.cursor(at);
  }

  async #rewrite(panel, sentence, before, { text, cut, join }) {
    if (text.trim() !== before && !(await this.#edit(() => ({ do: "correct", panel, sentence, text: text.trim() }), "Corrected."))) return;
    if (cut !== undefined) {
      const at = cut - (text.length - text.trimStart().length);
      await this.#edit(() => ({ do: "cut", panel, sentence, at }), "Cut in two; both are in this row.");
    }
    if (join) await this.#edit(() => ({ do: "join", panel, sentence }), "Joined.");
  }

  undo() {
    return this.#server(() => api.undo(this.book.version), "Undone.");
  }

  redo() {
    return this.#server(() => api.redo(this.book.version), "Done again.");
  }

  escape() {
    if (this.#splitting) this.#splitting = null;
    else if (this.linking !== undefined) this.linking = undefined;
    else if (this.search.isOn) this.search.clear();
    else this.sentence = null;
    this.list.redraw();
    refreshButtons(this);
  }

  // Signs of life

  async #alive(version, wasReady) {
    refreshButtons(this);
    if (version !== this.book.version) await (this.#work = this.#work.then(() => version > this.book.version && this.#reload()).catch(() => {}));
    if (this.connection.ready && !wasReady && this.selected !== undefined) this.askWords(this.selected);
  }

  /** Takes the list as the server has it now, because somebody else changed it. */
  async #reload() {
    const hold = this.list.hold(this.selected);
    await this.book.load();
    this.#words.forget();
    this.list.forget();
    this.selected = Math.min(this.selected ?? 0, this.book.length - 1);
    this.#splitting = null;
    this.linking = undefined;
    this.list.setView(this.book.filtered(byId("filter").value, this.selected), hold);
    this.#empty();
    this.refresh();
    await this.queue.load().catch(() => {});
  }

  // What is shown

  filter(name) {
    byId("filter").value = name;
    this.list.setView(this.book.filtered(name), this.list.hold(this.selected));
    this.#empty();
    if (this.list.length > 0 && !this.list.shows(this.selected)) this.select(this.list.row(Math.min(this.list.position(this.selected), this.list.length - 1)));
    this.map.draw();
  }

  #empty() {
    byId("nothing").hidden = this.list.length > 0;
    byId("scroller").setAttribute("aria-rowcount", String(this.book.length));
  }

  showAll() {
    this.filter("all");
  }

  focusSearch() {
    byId("pattern").focus();
    byId("pattern").select();
  }

  focusFilter() {
    byId("filter").focus();
  }

  help() {
    byId("help").showModal();
  }

  askRow() {
    const number = byId("number");
    number.max = String(this.book.length);
    number.value = "";
    byId("goto").showModal();
  }

  run(name) {
    const command = COMMANDS[name];
    if (command.can(this)) return command.run(this);
    if (this.readOnly) this.say(this.connection.forbidden ?? "Another tab holds the pen.", true);
    else if (this.selectedStatus === "l") this.say("This row is locked: unlock it first (L).", true);
  }

  get isSplitting() {
    return this.#splitting !== null;
  }

  /** Splits in front of this sentence instead. */
  splitBefore({ panel, place }) {
    const split = { ...this.#splitting, [panel]: place, active: panel };
    if (isSplit(this.row, split)) this.#splitting = split;
    this.#redrawSelected();
  }
}

const app = new App();
app.start().catch((error) => {
  byId("notices").textContent = `The page could not be opened: ${error.message}. Start diptych review again and open the address it prints.`;
});

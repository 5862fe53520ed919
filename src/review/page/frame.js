// The frame around the rows: the toolbar, the list of keys, the menu of formats, the switch between light and dark.

import { COMMANDS, TOOLBAR, keyName, labelOf } from "./commands.js";
import { byId, element } from "./dom.js";

/** Buttons of the toolbar, each with its key. */
export function fillToolbar(holder) {
  holder.append(element("span", { id: "chosen" }));
  for (const names of TOOLBAR) {
    const group = element("span", { className: "group", role: "group" });
    for (const name of names) {
      const [key] = COMMANDS[name].keys;
      group.append(
        element(
          "button",
          { type: "button", "data-command": name, title: COMMANDS[name].help, "aria-keyshortcuts": key.replace(" ", "Space") },
          element("span", { className: "label" }, labelOf(name, { linking: undefined, selectedStatus: "-" })),
          " ",
          element("kbd", {}, keyName(key)),
        ),
      );
    }
    holder.append(group);
  }
  holder.append(element("span", { id: "message" }));
}

/** Names and states of all buttons, as things stand. */
export function refreshButtons(app) {
  for (const button of document.querySelectorAll("#tools [data-command], #actions [data-command], #queue [data-command]")) {
    const name = button.dataset.command;
    const can = COMMANDS[name].can(app);
    // Not `disabled`: the focus would be lost when the last step is undone.
    button.setAttribute("aria-disabled", String(!can));
    const label = button.querySelector(".label");
    if (label) label.textContent = labelOf(name, app);
  }
  byId("undo").title = app.book.undo > 0 ? `Undo (Ctrl+Z), ${app.book.undo} to take back` : "Nothing to undo";
  byId("redo").title = app.book.redo > 0 ? `Redo (Ctrl+Y), ${app.book.redo} to take again` : "Nothing to redo";
  byId("chosen").textContent = app.selected === undefined ? "" : `Row ${app.selected + 1}`;
  byId("actions").classList.toggle("linking", app.linking !== undefined);
}

/** The table of keys. */
export function fillHelp(holder) {
  const groups = new Map();
  for (const command of Object.values(COMMANDS)) {
    if (!command.help) continue;
    if (!groups.has(command.group)) groups.set(command.group, []);
    groups.get(command.group).push(command);
  }
  for (const [name, commands] of groups) {
    const list = element("dl");
    for (const { keys, help } of commands) {
      const shown = keys.flatMap((key, at) => [...(at > 0 ? [" "] : []), element("kbd", {}, keyName(key))]);
      list.append(element("dt", {}, ...shown), element("dd", {}, help));
    }
    holder.append(element("section", {}, element("h3", {}, name), list));
  }
}

const FORMATS = {
  table: "Table of text", tsv: "TSV", csv: "CSV", xlsx: "Excel workbook", jsonl: "JSON Lines", tmx: "TMX translation memory", xliff: "XLIFF 2.1", html: "Web page", epub: "Bilingual book (EPUB)",
  moses: "Moses", xces: "XCES (OPUS)", intertext: "InterText", tei: "TEI", bitextor: "Bitextor", sketch: "Sketch Engine", vecalign: "Vecalign", ladder: "hunalign ladder", parquet: "Parquet",
};

/** One link a format; the browser saves what comes. */
export function setUpExport(menu, holder, formats) {
  for (const [name, extension, several] of formats) {
    const ending = several ? "zip" : extension;
    holder.append(
      element("a", { href: `api/export?to=${encodeURIComponent(name)}`, download: "" }, FORMATS[name] ?? name, " ", element("small", {}, `.${ending}`)),
    );
  }
  const close = () => (menu.open = false);
  document.addEventListener("click", (event) => menu.contains(event.target) && !event.target.closest("a") ? undefined : close());
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    close();
    menu.querySelector("summary").focus();
    event.stopPropagation();
  });
}

/** Light or dark: what the system says until the person says otherwise. */
export function setUpTheme(button, changed) {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const root = document.documentElement;
  const stored = () => {
    try {
      return localStorage.getItem("theme");
    } catch {
      return null;
    }
  };
  const show = (theme) => {
    if (theme) root.dataset.theme = theme;
    else delete root.dataset.theme;
    const isDark = theme ? theme === "dark" : dark.matches;
    button.textContent = isDark ? "Light" : "Dark";
    button.setAttribute("aria-label", isDark ? "Light colours" : "Dark colours");
    changed();
  };
  button.addEventListener("click", () => {
    const other = button.textContent.toLowerCase();
    try {
      if ((other === "dark") === dark.matches) localStorage.removeItem("theme");
      else localStorage.setItem("theme", other);
    } catch {
      // Without storage the choice lasts as long as the page.
    }
    show(other);
  });
  dark.addEventListener("change", () => show(stored()));
  show(stored());
}

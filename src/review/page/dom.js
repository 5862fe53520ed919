// Elements made of plain data. Texts are only ever put in as text, never as markup: they may contain anything.

/** An element with these properties and children; `data-` and `aria-` names and `role` are attributes, the rest are properties. */
export function element(name, properties = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (/^(data-|aria-|role$)/.test(key)) node.setAttribute(key, value);
    else node[key] = value;
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

const SVG = "http://www.w3.org/2000/svg";

/** A closed padlock, for the eye only. */
export function padlock() {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "padlock");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", "M4.5 7V5a3.5 3.5 0 0 1 7 0v2h.5a1 1 0 0 1 1 1v5a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V8a1 1 0 0 1 1-1zm1.5 0h4V5a2 2 0 0 0-4 0z");
  svg.append(path);
  return svg;
}

export const byId = (id) => document.getElementById(id);

/** `1 row`, `12,345 rows`. */
export function count(number, one, many = `${one}s`) {
  return `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
}

/** A share as people read it: 99 %, 99.9 %, never 100 % unless it is. */
export function percent(share) {
  const value = share * 100;
  if (value >= 100) return "100\u00a0%";
  const shown = value >= 99 ? Math.floor(value * 10) / 10 : Math.floor(value);
  return `${shown}\u00a0%`;
}

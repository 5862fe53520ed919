// Requests to the server and its answers. Addresses are relative, so the token in the page's own address goes with every one of them.

/** The server said no, and why. */
export class Refused extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

/** The server did not answer. */
export class Lost extends Error {}

/** Name of this tab, as long as the page is open. */
export const tab = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");

async function call(path, options) {
  let response;
  try {
    response = await fetch(`api/${path}`, { cache: "no-store", credentials: "omit", signal: AbortSignal.timeout(60_000), ...options });
  } catch {
    throw new Lost("the server does not answer");
  }
  if (response.ok) {
    try {
      return await response.json();
    } catch {
      throw new Lost("the server broke off");
    }
  }
  const said = await response.json().catch(() => ({}));
  throw new Refused(said.error ?? `the server answered ${response.status}`, response.status);
}

const post = (path, body, options) =>
  call(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), ...options });

export const api = {
  book: () => call("book"),
  overview: () => call("overview"),
  rows: (from, to) => call(`rows?from=${from}&to=${to}`),
  queue: () => call("queue"),
  words: (version, row) => call(`words?version=${version}&row=${row}`),
  search: (search) => post("search", search),
  edit: (version, edit) => post("edit", { version, tab, edit }),
  undo: (version) => post("undo", { version, tab }),
  redo: (version) => post("redo", { version, tab }),
  tab: (take) => post("tab", { tab, take }, { signal: AbortSignal.timeout(5_000) }),
  leave: () => void post("leave", { tab }, { keepalive: true }).catch(() => {}),
};

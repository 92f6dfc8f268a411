// A page that shows what changes elsewhere follows it: it is told that there is something newer, asks for itself, and takes
// over the regions that differ. It says so when it cannot: the session ended, or the server is away for more than a moment.

const soon = 5_000;
const late = 300_000;
const moment = 4_000; // a server that starts again is back by then

/** Follows for the element [data-live]; enliven makes a fresh region work. To be called before anything else changes the page. */
export function enableLive(enliven: (region: HTMLElement) => void): void {
  const root = document.querySelector<HTMLElement>("[data-live]");
  if (root && "EventSource" in window) new Follower(root, enliven).start();
}

class Follower {
  private source: EventSource | undefined;
  private timer: number | undefined;
  private silence: number | undefined; // runs while nothing is heard
  private wait = soon;
  private shown: number;
  private newest = 0;
  private fetching = false;
  private readonly known = new Map<string, string>(); // regions as the server sent them
  private readonly waiting = new Map<string, HTMLElement>(); // fresh ones, while somebody types in the old

  constructor(
    private readonly root: HTMLElement,
    private readonly enliven: (region: HTMLElement) => void,
  ) {
    this.shown = Number(root.dataset.version);
    for (const region of regions(root)) this.known.set(region.id, region.innerHTML);
  }

  start(): void {
    document.addEventListener("visibilitychange", () => this.turn());
    // What had to wait for somebody to be done is looked at again when they are.
    for (const kind of ["focusout", "change"]) this.root.addEventListener(kind, () => window.setTimeout(() => this.catchUp(), 0));
    this.turn();
  }

  /** Listens while the page is seen: browsers have few connections. */
  private turn(): void {
    window.clearTimeout(this.timer);
    this.source?.close();
    if (document.visibilityState !== "visible") return;
    const source = new EventSource(this.root.dataset.live ?? "");
    source.addEventListener("changed", (event) => {
      this.newest = Number((event as MessageEvent<string>).data);
      void this.look();
    });
    source.addEventListener("open", () => this.say(""));
    source.addEventListener("error", () => {
      if (source !== this.source) return;
      this.silence ??= window.setTimeout(() => this.say("lost"), moment);
      if (source.readyState === EventSource.CLOSED) void this.why(); // else the browser tries again by itself
    });
    this.source = source;
  }

  /** Finds out why there is no stream: whoever is not signed in any more is sent elsewhere. */
  private async why(): Promise<void> {
    try {
      const answer = await fetch(this.root.dataset.page ?? "", { redirect: "manual", cache: "no-store" });
      this.say(answer.type === "opaqueredirect" ? "over" : "");
    } catch {
      // The server is away: the silence is told in its time.
    }
    this.later();
  }

  /** Shows what is wrong, "over" or "lost", or nothing. */
  private say(what: string): void {
    window.clearTimeout(this.silence);
    this.silence = undefined;
    for (const name of ["over", "lost"]) this.root.querySelector(`[data-live-${name}]`)?.toggleAttribute("hidden", name !== what);
  }

  private later(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.turn(), this.wait);
    this.wait = Math.min(this.wait * 2, late);
  }

  private async look(): Promise<void> {
    if (this.fetching) return;
    this.fetching = true;
    try {
      while (this.newest > this.shown) await this.fetch();
      this.wait = soon;
    } catch {
      this.source?.close();
      this.later();
    } finally {
      this.fetching = false;
    }
  }

  private async fetch(): Promise<void> {
    const answer = await fetch(this.root.dataset.page ?? "", { headers: { Accept: "text/html" }, cache: "no-store" });
    const page = new DOMParser().parseFromString(answer.ok ? await answer.text() : "", "text/html");
    const root = page.querySelector<HTMLElement>("[data-live]");
    const version = Number(root?.dataset.version);
    if (!root || !(version > this.shown)) throw new Error("not the page, or not newer");
    for (const region of regions(root)) {
      if (this.known.get(region.id) === region.innerHTML) continue;
      this.known.set(region.id, region.innerHTML);
      this.waiting.set(region.id, region);
    }
    this.shown = version;
    this.catchUp();
  }

  /** Takes over every fresh region in whose place nobody is typing. */
  private catchUp(): void {
    for (const [id, fresh] of this.waiting) {
      const old = document.getElementById(id);
      if (old && isInUse(old)) continue;
      this.waiting.delete(id);
      if (old) this.replace(old, fresh);
    }
  }

  private replace(old: HTMLElement, fresh: HTMLElement): void {
    const said = old.querySelector("[data-now]")?.textContent;
    const open = [...old.querySelectorAll("details")].filter((d) => d.open).map((d) => signs(old, d));
    const active = document.activeElement;
    const focus = active && old.contains(active) ? signs(old, active) : "";
    old.replaceChildren(...fresh.childNodes);
    this.enliven(old);
    for (const fold of old.querySelectorAll("details")) if (open.includes(signs(old, fold))) fold.open = true;
    if (focus) this.refocus(old, focus);
    const now = old.querySelector("[data-now]")?.textContent;
    const status = this.root.querySelector("[data-said]");
    if (status && now && now !== said) status.textContent = now;
  }

  /** What had the focus has it again; where it is no more, its region has. */
  private refocus(region: HTMLElement, sign: string): void {
    const same = [...region.querySelectorAll<HTMLElement>("a, button, input, summary")].find((e) => signs(region, e) === sign);
    if (!same) region.tabIndex = -1;
    (same ?? region).focus({ preventScroll: true });
  }
}

function regions(root: ParentNode): NodeListOf<HTMLElement> {
  return root.querySelectorAll<HTMLElement>("[data-region]");
}

/** What tells an element from the others of its region, before and after: what it is, what it does, which of its kind. */
function signs(region: HTMLElement, element: Element): string {
  const plain = (e: Element): string =>
    [e.tagName, e.id, e.getAttribute("name"), e.getAttribute("value"), e.getAttribute("href"), e.closest("form")?.getAttribute("action"), (e.querySelector("summary") ?? e).textContent?.trim()].join("|");
  const sign = plain(element);
  const alike = [...region.querySelectorAll(element.tagName)].filter((e) => plain(e) === sign);
  return `${sign}|${alike.indexOf(element)}`;
}

/** Whether somebody types in the region, has typed, was refused what they typed, or is sending files. */
function isInUse(region: HTMLElement): boolean {
  const active = document.activeElement;
  if (active && region.contains(active) && active.matches("input:not([readonly]), textarea, select")) return true;
  if (region.querySelector("[aria-invalid], .summary, [data-list] > *")) return true;
  return [...region.querySelectorAll<HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>("input, textarea, select")].some(isTyped);
}

function isTyped(field: HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement): boolean {
  if (field instanceof HTMLSelectElement) {
    const first = [...field.options].findIndex((o) => o.defaultSelected);
    return field.selectedIndex !== Math.max(first, 0);
  }
  if (field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type)) return field.checked !== field.defaultChecked;
  if (field instanceof HTMLInputElement && field.type === "file") return field.value !== "";
  return field.type !== "hidden" && field.value !== field.defaultValue;
}

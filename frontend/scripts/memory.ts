/** What is kept in this browser about files already received, so that a reload of the page loses nothing. */
export type Received = { id: string; name: string; size: number };

const key = "quittance.received:" + location.pathname;

/** Finished uploads of this page. Storage may be off or full: then a reload forgets them, and nothing else breaks. */
export function recall(): Received[] {
  try {
    const list: unknown = JSON.parse(localStorage.getItem(key) ?? "[]");
    return Array.isArray(list) ? list.filter(isReceived) : [];
  } catch {
    return [];
  }
}

export function remember(file: Received): void {
  write([...recall().filter((f) => f.id !== file.id), file]);
}

export function forget(id: string): void {
  write(recall().filter((f) => f.id !== id));
}

export function forgetAll(): void {
  write([]);
}

function write(list: Received[]): void {
  try {
    if (list.length === 0) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(list));
  } catch {
    // A private window refuses to store: the list lives as long as the page.
  }
}

function isReceived(value: unknown): value is Received {
  const f = value as Received;
  return typeof f === "object" && f !== null && typeof f.id === "string" && typeof f.name === "string" && typeof f.size === "number";
}

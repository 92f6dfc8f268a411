const lang = document.documentElement.lang || "fr";
const units = lang === "fr" ? ["o", "ko", "Mo", "Go", "To"] : ["B", "kB", "MB", "GB", "TB"];

/** Fills {parameters} of a sentence that the page carries. */
export function fill(sentence: string, values: Record<string, string>): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/** "3,1 Go": decimal units, as the server writes them. */
export function bytes(n: number): string {
  let value = n;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = value < 99.95 && unit > 1 ? 1 : 0;
  return new Intl.NumberFormat(lang, { maximumFractionDigits: digits }).format(value) + "\u00a0" + units[unit];
}

/** "3 min", "45 s", "2 h": enough to decide whether to have a coffee. */
export function wait(seconds: number): string {
  if (!Number.isFinite(seconds)) return "…";
  if (seconds < 60) return `${Math.ceil(seconds)}\u00a0s`;
  if (seconds < 5400) return `${Math.ceil(seconds / 60)}\u00a0min`;
  const hours = Math.floor(seconds / 3600);
  return `${hours}\u00a0h\u00a0${String(Math.round((seconds % 3600) / 60)).padStart(2, "0")}`;
}

// The price with VAT and without, while it is typed. The server computes both again, by the same rule: half up on the cent.

import { fill } from "./words";

/** A price in cents. */
export type Parts = { net: number; tax: number; gross: number };

/** Reads an amount as people write it ("1 250,00", "1250.5 €") into cents, or gives undefined. */
export function cents(text: string): number | undefined {
  const plain = text.replace(/[\s\u00a0\u202f\u2009€]|EUR/g, "").replace(",", ".");
  const found = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(plain);
  return found ? Number(found[1]) * 100 + Number((found[2] ?? "").padEnd(2, "0")) : undefined;
}

/** Completes a price from the side that was typed; the rate is in basis points. */
export function parts(amount: number, isNet: boolean, rate: number): Parts {
  if (isNet) {
    const tax = share(amount, rate, 10_000);
    return { net: amount, tax, gross: amount + tax };
  }
  const net = share(amount, 10_000, 10_000 + rate);
  return { net, tax: amount - net, gross: amount };
}

/** Exact within 2^53: amounts are below 10^11 cents, rates below 10^4. */
const share = (amount: number, num: number, den: number): number => Math.floor((amount * num + Math.floor(den / 2)) / den);

/** Least that is paid online, in cents: delivery.MinAmount. */
const least = 50;

/** Says what keeps a price from being one; of a price that is still typed, only what no further character mends. */
export function wrong(text: string, finished: boolean): "unreadable" | "minimum" | undefined {
  const amount = cents(text);
  if (text.trim() === "") return undefined;
  if (amount === undefined) return finished || cents(text.replace(/[.,]\s*$/, "")) === undefined ? "unreadable" : undefined;
  return finished && amount > 0 && amount < least ? "minimum" : undefined;
}

/** Shows both prices below every [data-price]. */
export function enablePrices(): void {
  for (const box of document.querySelectorAll<HTMLElement>("[data-price]")) {
    box.addEventListener("input", () => showBoth(box, false));
    box.addEventListener("change", () => showBoth(box, true));
    showBoth(box, false);
  }
}

function showBoth(box: HTMLElement, finished: boolean): void {
  const line = box.parentElement?.querySelector<HTMLElement>("[data-both]");
  const value = (name: string): string => box.querySelector<HTMLInputElement | HTMLSelectElement>(`[name=${name}]`)?.value ?? "";
  const typed = cents(value("price"));
  const rate = Number(value("vat_rate")) || 0; // a regime without VAT has none
  if (!line) return;
  const bad = wrong(value("price"), finished);
  line.classList.toggle("error", bad !== undefined);
  if (bad) {
    line.textContent = (bad === "minimum" ? box.dataset.tMinimum : box.dataset.tUnreadable) ?? "";
    return;
  }
  if (typed === undefined || typed === 0) {
    line.textContent = "";
    return;
  }
  if (value("price_kind") !== "net" && typed === Number(box.dataset.rest)) {
    line.textContent = fill(box.dataset.tRest ?? "", { gross: money(box, typed) });
    return;
  }
  const all = parts(typed, value("price_kind") === "net", rate);
  const say = (n: number): string => money(box, n);
  const sentence = (all.tax > 0 ? box.dataset.tBoth : box.dataset.tUntaxed) ?? "";
  line.textContent = fill(sentence, { net: say(all.net), tax: say(all.tax), gross: say(all.gross) });
}

const money = (box: HTMLElement, amount: number): string =>
  new Intl.NumberFormat(document.documentElement.lang, { style: "currency", currency: box.dataset.currency ?? "EUR" }).format(amount / 100);

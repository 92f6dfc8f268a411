// axe, loaded once into a page and asked as often as needed.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** WCAG 2.2, levels A and AA. */
export const wcag = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** What axe says against the page by the rules of these tags, "rule: element element". */
export async function complaints(page, tags = wcag) {
  return ask(page, { runOnly: tags });
}

/**
 * Judges many pages, light and dark. Contrast is nine tenths of the work, and the one rule that depends on the scheme:
 * it is judged where a text looks new, which is to say stands in other elements, classes or states than every text
 * judged before.
 */
export function judgeOfMany() {
  const known = new Set();
  return async (page) => {
    const fresh = (await page.evaluate(looksOfTexts)).filter((look) => !known.has(look));
    for (const look of fresh) known.add(look);
    if (fresh.length === 0) return ask(page, { runOnly: wcag, rules: { "color-contrast": { enabled: false } } });
    const found = await ask(page, { runOnly: wcag });
    await page.emulateMedia({ colorScheme: "dark" });
    const dark = await ask(page, { runOnly: { type: "rule", values: ["color-contrast"] } });
    return [...found, ...dark.map((complaint) => `dark: ${complaint}`)];
  };
}

/** What decides how the texts of the page look, once for each that differs. */
function looksOfTexts() {
  const told = ["class", "style", "type", "role", "disabled", "open", "checked", "bgcolor", "aria-current", "aria-invalid", "aria-disabled", "aria-selected"];
  const looks = new Map();
  const look = (element) => {
    if (!element) return "";
    if (!looks.has(element)) {
      const own = told.filter((name) => element.hasAttribute(name)).map((name) => `${name}=${element.getAttribute(name)}`);
      looks.set(element, `${look(element.parentElement)}>${element.localName}[${own.join("|")}]`);
    }
    return looks.get(element);
  };
  const speaks = (e) => e.matches("input, select, textarea") || [...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim() !== "");
  return [...new Set([...document.querySelectorAll("body *")].filter(speaks).map(look))];
}

async function ask(page, options) {
  await page.evaluate(`globalThis.axe || (() => { ${source} })()`);
  return page.evaluate(async (options) => {
    const { violations } = await globalThis.axe.run(document, options);
    return violations.map((v) => `${v.id}: ${v.nodes.slice(0, 5).map((n) => n.html).join(" ")}`);
  }, { ...options, resultTypes: ["violations"] });
}

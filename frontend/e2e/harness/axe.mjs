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

/** The same by the rules that another scheme of colours and another width may break. */
export async function complaintsOfLook(page) {
  return ask(page, { runOnly: { type: "rule", values: ["color-contrast", "target-size"] } });
}

async function ask(page, options) {
  if (!(await page.evaluate(() => Boolean(globalThis.axe)))) await page.evaluate(source);
  return page.evaluate(async (options) => {
    const { violations } = await globalThis.axe.run(document, options);
    return violations.map((v) => `${v.id}: ${v.nodes.slice(0, 5).map((n) => n.html).join(" ")}`);
  }, { ...options, resultTypes: ["violations"] });
}

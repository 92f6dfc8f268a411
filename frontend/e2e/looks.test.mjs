// Every page and mail that there is, from the samples of "quittance preview": none stands beside its screen, and axe has
// nothing to say of any, light or dark.
import { AxeBuilder } from "@axe-core/playwright";
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { openGallery } from "../gallery.mjs";
import { openBrowser } from "./harness/browser.mjs";

describe("every page and mail", () => {
  let folder, gallery, browser;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "quittance-gallery-"));
    [gallery, browser] = await Promise.all([openGallery(folder), openBrowser()]);
  });
  after(async () => {
    await browser?.close();
    gallery?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Visits each face without its script, which changes nothing of a sample, and gives what is wrong with any. */
  async function visitAll(faces, judge) {
    const context = await browser.newContext({ viewport: { width: 360, height: 800 }, reducedMotion: "reduce" });
    const page = await context.newPage();
    await page.route("**/*.js", (route) => route.abort());
    const wrong = [];
    for (const face of gallery.faces.filter(faces)) {
      await page.goto(face.url);
      for (const problem of await judge(page)) wrong.push(`${face.lang} ${face.kind} ${face.name}: ${problem}`);
    }
    await context.close();
    assert.deepEqual(wrong, []);
  }

  test("fits a small telephone, a telephone, a tablet and a desk, in both languages", { timeout: 300_000 }, () => visitAll(() => true, async (page) => {
    const wide = [];
    for (const width of [320, 360, 768, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (over > 0) wide.push(`${over} px too wide at ${width}`);
    }
    return wide;
  }));

  test("breaks no rule of WCAG 2.2 AA, and can be read in the dark", { timeout: 400_000 }, () => visitAll((face) => face.lang === "fr", async (page) => {
    const found = [];
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      const axe = new AxeBuilder({ page });
      const { violations } = await (colorScheme === "light" ? axe.withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]) : axe.withRules("color-contrast")).analyze();
      found.push(...violations.map((v) => `${colorScheme}: ${v.id} ${v.nodes.map((n) => n.target.join(" ")).slice(0, 3)}`));
    }
    return found;
  }));
});

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

  /** Visits each face without script, as script changes nothing of a sample, and gives what is wrong with any. */
  async function visitAll({ width, scheme = "light", faces = () => true }, judge) {
    const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme: scheme, reducedMotion: "reduce", javaScriptEnabled: true });
    const page = await context.newPage();
    await page.route("**/*.js", (route) => route.abort());
    const wrong = [];
    for (const face of gallery.faces.filter(faces)) {
      await page.goto(face.url, { waitUntil: "load" });
      for (const problem of await judge(page, face)) wrong.push(`${face.lang} ${face.kind} ${face.name}: ${problem}`);
    }
    await context.close();
    return wrong;
  }

  for (const width of [320, 360, 768, 1280]) {
    test(`fits ${width} px in both languages`, { timeout: 240_000 }, async () => {
      const wrong = await visitAll({ width }, async (page) => {
        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        return over > 0 ? [`${over} px too wide`] : [];
      });
      assert.deepEqual(wrong, []);
    });
  }

  for (const scheme of ["light", "dark"]) {
    test(`breaks no rule of WCAG 2.2 AA, ${scheme}`, { timeout: 400_000 }, async () => {
      const wrong = await visitAll({ width: 360, scheme, faces: (f) => f.lang === "fr" }, async (page) => {
        const found = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).analyze();
        return found.violations.map((v) => `${v.id} ${v.nodes.map((n) => n.target.join(" ")).slice(0, 3)}`);
      });
      assert.deepEqual(wrong, []);
    });
  }
});

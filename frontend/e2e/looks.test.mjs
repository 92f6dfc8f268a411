// Every page and mail that there is, from the samples of "quittance preview": none stands beside its screen, and axe has
// nothing to say of any, light or dark.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { openGallery, overflow, walk } from "../gallery.mjs";
import { complaints, complaintsOfLook } from "./harness/axe.mjs";
import { openBrowser } from "./harness/browser.mjs";

describe("every page and mail", { concurrency: 2 }, () => {
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

  /** What is wrong with any of the faces. The scheme changes colours alone, and the width all but colours. */
  async function wrongWith(faces, { light, dark }) {
    const wrong = [];
    await walk(browser, faces, async (page, face) => {
      const at = async (width, colorScheme, judge = () => []) => {
        await page.setViewportSize({ width, height: 800 });
        await page.emulateMedia({ colorScheme });
        const over = await overflow(page);
        const found = await judge(page);
        for (const problem of over > 0 ? [...found, `${over} px too wide`] : found) wrong.push(`${face.lang} ${face.kind} ${face.name} at ${width}, ${colorScheme}: ${problem}`);
      };
      await at(768, "light");
      await at(320, "light"); // a desk's 1280 at 400 %
      await at(light, "light", complaints);
      await at(dark, "dark", complaintsOfLook);
    });
    return wrong;
  }

  // Each end of the widths is judged in each scheme, in one of the languages.
  for (const [lang, name, ends] of [["en", "English", { light: 360, dark: 1280 }], ["fr", "French", { light: 1280, dark: 360 }]]) {
    test(`in ${name} fits every screen, breaks no rule of WCAG 2.2 AA, and can be read in the dark`, { timeout: 900_000 }, async () => {
      assert.deepEqual(await wrongWith(gallery.faces.filter((face) => face.lang === lang), ends), []);
    });
  }

  test("says on the first screen of a client's phone what is asked, and leads there", async () => {
    const wrong = [];
    await walk(browser, gallery.faces.filter((face) => face.lang === "fr" && /^(recipient|payer|unlocked)/.test(face.name)), async (page, face) => {
      await page.setViewportSize({ width: 360, height: 740 });
      const off = await page.evaluate(() => {
        const link = document.querySelector(".share .ask a");
        const what = link ?? document.querySelector(".share .card-next h2");
        if (!document.querySelector(".share") || (what && what.getBoundingClientRect().bottom <= innerHeight && (!link || document.querySelector(link.hash)))) return "";
        return what ? `${what.textContent} at ${what.getBoundingClientRect().bottom}` : "nothing";
      });
      if (off) wrong.push(`${face.lang} ${face.name}: ${off}`);
    });
    assert.deepEqual(wrong, []);
  });

  test("is told of an overflow, a missing label and a contrast that only the dark lacks", async () => {
    const face = (name, body) => ({ lang: "en", kind: "pages", name, url: `data:text/html,${encodeURIComponent(`<!doctype html><html lang="en"><title>${name}</title>${body}`)}` });
    const wrong = await wrongWith([
      face("sound", "<p>Paid"),
      face("wide", "<div style='width: 350px'>Paid"),
      face("unnamed", "<input>"),
      face("dim", "<style>@media (prefers-color-scheme: dark) { p { color: #333; background: #222 } }</style><p>Paid"),
    ], { light: 1280, dark: 360 });
    assert.deepEqual(wrong.map((line) => line.replace(/: <.*/s, "")), [
      "en pages wide at 320, light: 38 px too wide",
      "en pages unnamed at 1280, light: label",
      "en pages dim at 360, dark: color-contrast",
    ]);
  });
});

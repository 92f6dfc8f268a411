// Photographs every page and mail at three widths, light and dark, and runs axe on each:
// "npm run shots -- OUT [FILTER]" writes OUT/<lang>-<name>-<width>-<scheme>.png and fails on a violation. FILTER is a
// regular expression on <lang>-<name>; the name of a mail begins with "mail-".
import { join } from "node:path";
import { complaints, wcag } from "./e2e/harness/axe.mjs";
import { openBrowser } from "./e2e/harness/browser.mjs";
import { openGallery, overflow, walk } from "./gallery.mjs";

const [out, filter = ""] = process.argv.slice(2);
if (!out) throw new Error("say where the pictures go");
const gallery = await openGallery(join(out, "preview"));
const nameOf = (face) => `${face.lang}-${face.kind === "mails" ? "mail-" : ""}${face.name}`;
const browser = await openBrowser();
let violations = 0;
const complain = (text) => {
  violations++;
  console.log(text);
};
await walk(browser, gallery.faces.filter((face) => new RegExp(filter).test(nameOf(face))), async (page, face) => {
  for (const width of [360, 768, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    const over = await overflow(page);
    if (over > 0) complain(`${nameOf(face)} at ${width}: ${over} px too wide`);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: join(out, `${nameOf(face)}-${width}-${colorScheme}.png`), fullPage: true });
      for (const complaint of await complaints(page, face.kind === "mails" ? wcag : [...wcag, "best-practice"])) complain(`${nameOf(face)} ${width} ${colorScheme}: ${complaint}`);
    }
  }
});
await browser.close();
gallery.close();
console.log(violations === 0 ? "no violation" : `${violations} violations`);
process.exitCode = violations === 0 ? 0 : 1;

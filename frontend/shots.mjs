// Photographs every page and mail at several widths, light and dark, and runs axe on each:
// "npm run shots -- OUT [FILTER]" writes OUT/<lang>-<name>-<width>-<scheme>.png and fails on a violation. FILTER is a
// regular expression on <lang>-<name>; the name of a mail begins with "mail-".
import { chromium } from "playwright-core";
import { join } from "node:path";
import { complaints, wcag } from "./e2e/harness/axe.mjs";
import { openGallery } from "./gallery.mjs";

const [out, filter = ""] = process.argv.slice(2);
if (!out) throw new Error("say where the pictures go");
const gallery = await openGallery(join(out, "preview"));
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
let violations = 0;
for (const colorScheme of ["light", "dark"]) {
  for (const width of [360, 768, 1280]) {
    const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme, reducedMotion: "reduce" });
    const page = await context.newPage();
    for (const face of gallery.faces) {
      const name = `${face.lang}-${face.kind === "mails" ? "mail-" : ""}${face.name}`;
      if (!new RegExp(filter).test(name)) continue;
      await page.goto(face.url);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (overflow > 0) {
        violations++;
        console.log(`${name} at ${width}: ${overflow} px too wide`);
      }
      await page.screenshot({ path: join(out, `${name}-${width}-${colorScheme}.png`), fullPage: true });
      for (const complaint of await complaints(page, face.kind === "mails" ? wcag : [...wcag, "best-practice"])) {
        violations++;
        console.log(`${name} ${width} ${colorScheme}: ${complaint}`);
      }
    }
    await context.close();
  }
}
await browser.close();
gallery.close();
console.log(violations === 0 ? "no violation" : `${violations} violations`);
process.exitCode = violations === 0 ? 0 : 1;

// Looks at every page: renders the samples (preview/), photographs them at several widths, light and dark, and runs
// axe on each. "npm run shots -- OUT [FILTER]" writes OUT/<lang>-<name>-<width>-<scheme>.png and fails on a violation.
import { chromium } from "playwright-core";
import { AxeBuilder } from "@axe-core/playwright";
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

const [out, filter = ""] = process.argv.slice(2);
if (!out) throw new Error("say where the pictures go");
const pages = join(out, "pages");
mkdirSync(pages, { recursive: true });
execFileSync("go", ["test", "-run", "TestWritePreview", "-count=1", "."], { env: { ...process.env, PREVIEW_DIR: pages }, stdio: "inherit" });

const types = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml" };
const server = createServer(async (request, response) => {
  const path = new URL(request.url, "http://x").pathname;
  const file = path.startsWith("/assets/") ? join("dist", path.slice(8)) : join(pages, path);
  const body = await readFile(file).catch(() => null);
  response.writeHead(body ? 200 : 404, { "Content-Type": types[file.slice(file.lastIndexOf("."))] ?? "text/plain" });
  response.end(body ?? "");
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const base = `http://127.0.0.1:${server.address().port}/`;

const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
let violations = 0;
for (const colorScheme of ["light", "dark"]) {
  for (const width of [360, 768, 1280]) {
    const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme, reducedMotion: "reduce" });
    const page = await context.newPage();
    for (const name of readdirSync(pages).filter((n) => n.endsWith(".html") && new RegExp(filter).test(n))) {
      const english = name.startsWith("en-");
      if (width === 768 && (english || colorScheme === "dark")) continue;
      if (english && (colorScheme === "dark" || width === 1280)) continue;
      await page.goto(base + encodeURIComponent(name));
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (overflow > 0) {
        violations++;
        console.log(`${name} at ${width}: ${overflow} px too wide`);
      }
      await page.screenshot({ path: join(out, `${name.replace(".html", "")}-${width}-${colorScheme}.png`), fullPage: true });
      if (width === 768 || (width === 1280 && colorScheme === "dark")) continue;
      const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
      const result = await new AxeBuilder({ page }).withTags(tags).analyze();
      for (const v of result.violations) {
        violations++;
        console.log(`${name} ${width} ${colorScheme}: ${v.id}: ${v.nodes.map((n) => n.target.join(" ")).slice(0, 3).join(", ")}`);
      }
    }
    await context.close();
  }
}
await browser.close();
server.close();
console.log(violations === 0 ? "no violation" : `${violations} violations`);
process.exitCode = violations === 0 ? 0 : 1;

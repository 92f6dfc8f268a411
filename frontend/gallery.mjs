// Every page and mail of "quittance preview", served to a browser. The program must be built.
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { join, normalize } from "node:path";

const program = process.env.E2E_PROGRAM ?? new URL("../bin/quittance", import.meta.url).pathname;
const types = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".txt": "text/plain; charset=utf-8" };

/** Writes the samples into a folder and serves them: {faces: [{kind, lang, name, url}], close()}. */
export async function openGallery(folder) {
  execFileSync(program, ["preview", folder], { stdio: ["ignore", "ignore", "inherit"] });
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://x").pathname));
    const body = await readFile(join(folder, path)).catch(() => null);
    response.writeHead(body ? 200 : 404, { "Content-Type": types[path.slice(path.lastIndexOf("."))] ?? "application/octet-stream" });
    response.end(body ?? "");
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const base = `http://127.0.0.1:${server.address().port}`;
  const faces = [];
  for (const kind of ["pages", "mails"]) {
    for (const lang of ["fr", "en"]) {
      for (const file of readdirSync(join(folder, kind, lang)).filter((f) => f.endsWith(".html")).sort()) {
        faces.push({ kind, lang, name: file.replace(".html", ""), url: `${base}/${kind}/${lang}/${encodeURIComponent(file)}` });
      }
    }
  }
  return { faces, close: () => server.close() };
}

/**
 * Shows each face to a judge. They are written one after the other into one window, which reads and warms axe once; their
 * scripts stay away, which change nothing of a sample.
 */
export async function walk(browser, faces, judge) {
  const context = await browser.newContext({ reducedMotion: "reduce" });
  const page = await context.newPage();
  const wire = await context.newCDPSession(page);
  await wire.send("Network.enable");
  await wire.send("Network.setBlockedURLs", { urls: ["*.js"] });
  for (const face of faces) {
    if (page.url() === "about:blank") await page.goto(face.url);
    await page.evaluate(rewrite, face.url);
    await judge(page, face);
  }
  await context.close();
}

/** Puts the document of an address into this window, whose folder is as deep, and waits for its styles. */
async function rewrite(url) {
  const html = await (await fetch(url)).text();
  document.open();
  const loaded = new Promise((resolve) => addEventListener("load", resolve, { once: true }));
  document.write(html);
  document.close();
  await loaded;
  scrollTo(0, 0);
}

/** By how many pixels a page is wider than the window. */
export function overflow(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
}

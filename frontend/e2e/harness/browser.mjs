// A browser whose visits are watched: an error in the console, a refused resource or a page too wide fails the test.
import assert from "node:assert/strict";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { complaints as axeComplaints } from "./axe.mjs";

const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic"];

export const phone = { width: 360, height: 740 };
export const desk = { width: 1280, height: 900 };

// Of the two, the one that draws no window for nobody takes half the time.
const program = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"].find(existsSync);

export function openBrowser() {
  return chromium.launch({ executablePath: program, args: flags });
}

/** A person with a browser of their own: cookies, storage, a screen. Everything they see is watched. */
export async function visitor(browser, product, { screen = phone, script = true, name = "", more = {} } = {}) {
  const context = await browser.newContext({ viewport: screen, javaScriptEnabled: script, locale: "fr-FR", timezoneId: "Europe/Paris", reducedMotion: "reduce", baseURL: product.base, ...more });
  context.setDefaultTimeout(90_000); // a machine that does other work too
  const complaints = [];
  const expected = new Set(); // statuses a test provokes: the browser tells of them in the console
  context.on("page", (page) => {
    page.on("pageerror", (error) => complaints.push(`${page.url()}: ${error.message}`));
    page.on("console", (line) => {
      if (!["error", "warning"].includes(line.type())) return;
      const status = line.text().match(/status of (\d+)/)?.[1];
      if (!expected.has(Number(status)) && !(expected.has(0) && /net::ERR|EventSource/.test(line.text()))) complaints.push(`${page.url()}: ${line.text()} ${line.location().url}`);
    });
    page.on("response", (answer) => {
      if (answer.status() >= 500 && !expected.has(answer.status())) complaints.push(`${answer.url()}: ${answer.status()}`);
    });
  });
  const page = await context.newPage();
  return {
    context, page, product, script, name: `${name}${script ? "" : "-noscript"}`,
    expect: (...statuses) => statuses.forEach((s) => expected.add(s)),
    async close() {
      await context.close();
      assert.deepEqual(complaints, [], "the browser complained");
    },
  };
}

const seen = new Set();

/**
 * Looks at the page: it fits the screen, axe has nothing to say (WCAG 2.2 AA), and a photograph is kept
 * when E2E_SHOTS names a folder. The same page with and without script is judged once: it is the same HTML.
 */
export async function look(who, name, page = who.page) {
  const { width } = page.viewportSize();
  await page.waitForLoadState(); // a redirect may still be replacing the document
  await page.waitForFunction(() => document.documentElement);
  const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(tooWide, 0, `${name} at ${width} px is ${tooWide} px too wide`);
  await photograph(page, `${name}-${width}${who.script ? "" : "-noscript"}`);
  const once = `${name}-${width}`;
  if (!who.script || seen.has(once)) return;
  seen.add(once);
  assert.deepEqual(await axeComplaints(page), [], `axe on ${name}`);
}

async function photograph(page, name) {
  const folder = process.env.E2E_SHOTS;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, name + ".png"), fullPage: true });
}

/** Counts what crosses the wire on a page from here on: bytes of every answer, headers included. */
export async function weigh(page) {
  const wire = await page.context().newCDPSession(page);
  await wire.send("Network.enable");
  let bytes = 0;
  wire.on("Network.loadingFinished", (event) => (bytes += event.encodedDataLength));
  return () => bytes;
}

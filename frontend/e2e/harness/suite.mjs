// Journeys: a product and a browser of their own for each suite and engine.
//
// Needs bin/quittance (or E2E_PROGRAM), a PostgreSQL server in QUITTANCE_TEST_POSTGRES and a Chromium.
// E2E_SHOTS=folder keeps a photograph of every page looked at; E2E_ENGINES=sqlite leaves the other engine out.
import { after, before, describe, test } from "node:test";
import { openBrowser, visitor } from "./browser.mjs";
import { startProduct } from "./product.mjs";

/**
 * Runs tests(journey) once per engine: the ways of the people it is for, from end to end. journey(title, run) is a test: run gets {engine, product, visit}, where
 * visit(options) makes a person with a browser of their own. Everyone leaves at the end, and says what they saw when
 * the journey failed.
 */
export function onBothEngines(title, tests) {
  on(process.env.E2E_ENGINES?.split(",") ?? ["sqlite", "postgresql"], title, tests);
}

/** The same on the engine that comes with the product: what the engines may do differently is tested in Go, on both. */
export function onSQLite(title, tests) {
  on(["sqlite"], title, tests);
}

/** The same under a name, http://localhost, for what an IP address cannot have. */
export function onLocalhost(title, tests) {
  on(["sqlite"], title, tests, { host: "localhost" });
}

function on(engines, title, tests, more) {
  for (const engine of engines) {
    describe(`${title}, on ${engine}`, () => {
      let product, browser;
      before(async () => {
        [product, browser] = await Promise.all([startProduct(engine, more), openBrowser()]);
      });
      after(async () => {
        await browser?.close();
        await product?.stop();
      });
      tests((title, run) => test(title, { timeout: 240_000 }, () => accompany(engine, product, browser, run)));
    });
  }
}

async function accompany(engine, product, browser, run) {
  const people = [];
  const visit = async (options) => {
    people.push(await visitor(browser, product, options));
    return people.at(-1);
  };
  try {
    await run({ engine, product, visit });
  } catch (error) {
    const told = [];
    for (const { page } of people) told.push(page.url(), await page.locator("body").innerText({ timeout: 2000 }).catch(() => ""));
    error.stack += `\n--- seen\n${told.join("\n")}\n--- logged\n${product.troubles()}`;
    for (const who of people) await who.context.close();
    throw error;
  }
  for (const who of people) await who.close();
}

/** Both ways of the same journey. */
export function eachWay(run) {
  run("with script", true);
  run("without script", false);
}

// Prices as they are typed: read as the server reads them, and rounded by its rule, judged in whole numbers of any size.
import assert from "node:assert/strict";
import { test } from "node:test";
import { build } from "esbuild";

globalThis.document = { documentElement: { lang: "fr" } };
const built = await build({ entryPoints: [new URL("price.ts", import.meta.url).pathname], bundle: true, format: "esm", write: false });
const { cents, parts, wrong } = await import("data:text/javascript;base64," + Buffer.from(built.outputFiles[0].text).toString("base64"));

test("amounts as people write them", () => {
  for (const [text, want] of [
    ["1 250,00", 125_000], ["1\u202f250,5", 125_050], ["1250.5", 125_050], ["1 250 €", 125_000], ["7", 700], ["0,05", 5],
    ["", undefined], ["mille", undefined], ["12,505", undefined], ["-3", undefined], ["1.250,00", undefined], ["12,", undefined],
  ]) assert.equal(cents(text), want, text);
});

test("what is no price is told, while it is typed and once it is", () => {
  for (const [text, typing, typed] of [
    ["", undefined, undefined], [" ", undefined, undefined], ["1 250,00", undefined, undefined], ["12,", undefined, "unreadable"], ["12.", undefined, "unreadable"],
    ["1.250,50", "unreadable", "unreadable"], ["12,345", "unreadable", "unreadable"], ["mille", "unreadable", "unreadable"], ["-3", "unreadable", "unreadable"],
    ["0,3", undefined, "minimum"], ["0,49", undefined, "minimum"], ["0,50", undefined, undefined], ["0", undefined, undefined],
  ]) {
    assert.equal(wrong(text, false), typing, text);
    assert.equal(wrong(text, true), typed, text);
  }
});

test("both directions, at every rate, are rounded half up on the cent", () => {
  const judge = (amount, num, den) => Number((BigInt(amount) * BigInt(num) * 2n + BigInt(den)) / (2n * BigInt(den)));
  for (const rate of [2000, 1000, 550, 210, 0]) {
    for (let amount = 1; amount <= 20_000; amount++) {
      const net = parts(amount, true, rate);
      assert.deepEqual(net, { net: amount, tax: judge(amount, rate, 10_000), gross: amount + judge(amount, rate, 10_000) });
      const gross = parts(amount, false, rate);
      assert.equal(gross.net, judge(amount, 10_000, 10_000 + rate));
      assert.equal(gross.net + gross.tax, amount);
      assert.equal(parts(net.gross, false, rate).net, amount, "what was typed without VAT comes back");
    }
  }
});

test("the largest price", () => assert.deepEqual(parts(99_999_999, false, 2000), { net: 83_333_333, tax: 16_666_666, gross: 99_999_999 }));

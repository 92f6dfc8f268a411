// The streaming hash against NIST's vectors, and against this machine's own hash however the pieces are cut.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { build } from "esbuild";

const built = await build({ entryPoints: [new URL("sha256.ts", import.meta.url).pathname], bundle: true, format: "esm", write: false });
const { Sha256 } = await import("data:text/javascript;base64," + Buffer.from(built.outputFiles[0].text).toString("base64"));

const hash = (...pieces) => pieces.reduce((h, piece) => h.update(piece), new Sha256()).hex();
const judge = (bytes) => createHash("sha256").update(bytes).digest("hex");
const hex = (text) => Buffer.from(text, "hex");
const noise = (n) => Uint8Array.from({ length: n }, (_, i) => (i * 2654435761) >>> 13);

for (const [name, message, digest] of [
  ["nothing", "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
  ["SHA256ShortMsg, 8 bits", "d3", "28969cdfa74a12c82f3bad960b0b000aca2ac329deea5c2328ebc6f2ba9802c1"],
  ["SHA256ShortMsg, 16 bits", "11af", "5ca7133fa735326081558ac312c620eeca9970d1e70a4b95533d956f072d1f98"],
  ["SHA256ShortMsg, 32 bits", "74ba2521", "b16aa56be3880d18cd41e68384cf1ec8c17680c45a02b1575dc1518923ae8b0e"],
  ["FIPS 180, one block", "616263", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
  ["FIPS 180, two blocks", Buffer.from("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq").toString("hex"), "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"],
  ["FIPS 180-2, 896 bits", Buffer.from("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu").toString("hex"), "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"],
]) {
  test(`NIST: ${name}`, () => {
    assert.equal(hash(hex(message)), digest);
    assert.equal(judge(hex(message)), digest, "the vector itself");
  });
}

test("NIST: a million letters a, in uneven pieces", () => {
  const h = new Sha256();
  for (let left = 1_000_000, n = 1; left > 0; left -= n, n = Math.min(left, (n * 7) % 9973 || 1)) h.update(new Uint8Array(n).fill(0x61));
  assert.equal(h.hex(), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
});

test("every length around the edges of blocks agrees with another implementation", () => {
  for (let n = 0; n <= 260; n++) assert.equal(hash(noise(n)), judge(noise(n)), `${n} bytes`);
});

test("where a message is cut changes nothing", () => {
  const message = noise(199);
  for (let a = 0; a <= message.length; a++) {
    for (const b of [a, a + 1, 63, 64, 65, 128].filter((b) => b >= a && b <= message.length)) {
      assert.equal(hash(message.subarray(0, a), message.subarray(a, b), message.subarray(b)), judge(message), `cut at ${a} and ${b}`);
    }
  }
});

test("NIST's chain of a thousand messages (SHA256Monte, first count)", () => {
  const seed = hex("6d1e72ad03ddeb5de891e572e2396f8da015d899ef0e79503152d6010a3fe691");
  let last = [seed, seed, seed];
  for (let i = 0; i < 1000; i++) last = [last[1], last[2], hex(hash(...last))];
  assert.equal(last[2].toString("hex"), "e93c330ae5447738c8aa85d71a6c80f2a58381d05872d26bdd39f1fcd4f2b788");
});

test("a length over 512 MB is told in 64 bits", { timeout: 120_000 }, () => {
  const [h, j] = [new Sha256(), createHash("sha256")];
  const piece = new Uint8Array(8 << 20);
  for (let i = 0; i < 66; i++) {
    h.update(piece);
    j.update(piece);
  }
  assert.equal(h.hex(), j.digest("hex"));
});

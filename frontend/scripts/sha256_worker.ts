// Reads a file in slices and hashes it, away from the page. It has no network in it: bytes come from the disk, and a
// hash goes out. Whoever no longer wants it ends the worker.

import { Sha256 } from "./sha256";

/** What the page hears: how far it is, then the hash, or that the file cannot be read. */
export type Measured = { done: number } | { sha256: string } | { failed: true };

const slice = 4 << 20;

async function measure(file: File): Promise<string> {
  const hash = new Sha256();
  for (let at = 0; at < file.size; at += slice) {
    const piece = new Uint8Array(await file.slice(at, at + slice).arrayBuffer());
    hash.update(piece);
    postMessage({ done: at + piece.length } satisfies Measured);
  }
  return hash.hex();
}

addEventListener("message", (event: MessageEvent<File>) => {
  // A file that was changed, moved or unplugged since it was chosen can no longer be read.
  measure(event.data).then(
    (sha256) => postMessage({ sha256 } satisfies Measured),
    () => postMessage({ failed: true } satisfies Measured),
  );
});

import { setTimeout as pause } from "node:timers/promises";

/** Looks again and again until look() gives something true, and gives that. What is awaited names the failure. */
export async function until(what, look, seconds = 30) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`still not true after ${seconds} s: ${what}`);
    await pause(40);
  }
}

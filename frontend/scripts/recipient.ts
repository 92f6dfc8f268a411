// The recipient's pages work without this. It says that a person has seen the page (a link scanner runs no script
// and shows nothing), and offers another code when the wait is over.

import { enableCopying } from "./copy";

const script = document.querySelector<HTMLScriptElement>("script[data-seen]");

function saySeen(url: string): void {
  if (document.visibilityState !== "visible") {
    document.addEventListener("visibilitychange", () => saySeen(url), { once: true });
    return;
  }
  navigator.sendBeacon(url);
}

if (script?.dataset.seen) saySeen(script.dataset.seen);

const wait = document.querySelector<HTMLElement>("[data-wait]");
const after = document.querySelector<HTMLElement>("[data-after-wait]");
if (wait && after) {
  setTimeout(() => {
    wait.hidden = true;
    after.hidden = false;
  }, Number(wait.dataset.wait) * 1000);
}

// A page that waits looks for what has become of it, and only then loads itself again: nothing jumps meanwhile.
async function look(): Promise<void> {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => undefined);
  if (answer?.ok && !(await answer.text()).includes("data-waiting")) location.reload();
  else setTimeout(() => void look(), 2500);
}

if (document.querySelector("[data-waiting]")) setTimeout(() => void look(), 1500);

enableCopying();

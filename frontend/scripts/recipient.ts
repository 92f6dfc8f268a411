// The recipient's pages work without this. It says that a person has seen the page (a link scanner runs no script
// and shows nothing), and offers another code when the wait is over.

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

export {};

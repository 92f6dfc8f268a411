// The telephone of a demonstration works without this, by its link "look again". With it, messages come by themselves.

const every = 2500;

async function look(): Promise<void> {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => undefined);
  const shown = document.querySelector("[data-inbox]");
  if (answer?.ok && shown) {
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-inbox]");
    if (fresh && fresh.innerHTML !== shown.innerHTML) shown.replaceChildren(...fresh.childNodes);
  }
  setTimeout(() => void look(), every);
}

setTimeout(() => void look(), every);

export {};

interface Client {
  name: string;
  email: string;
  phone: string;
  company: string;
}

/** Completes a client while their name is typed: of those the page carries first, then of those the server finds. */
export function enableClients(): void {
  const list = document.getElementById("clients");
  const name = document.getElementById("recipients-0-name");
  if (!(list instanceof HTMLDataListElement) || !(name instanceof HTMLInputElement)) return;
  name.setAttribute("list", list.id);
  let known: Client[] = [...list.options].map((o) => ({
    name: o.value,
    email: o.dataset.email ?? "",
    phone: o.dataset.phone ?? "",
    company: o.dataset.company ?? "",
  }));
  let timer = 0;
  let asked: AbortController | undefined;

  name.addEventListener("input", () => {
    const chosen = known.find((c) => c.name === name.value);
    if (chosen) {
      complete(chosen);
      return;
    }
    window.clearTimeout(timer);
    asked?.abort();
    if (name.value.trim().length < 2) return;
    timer = window.setTimeout(async () => {
      asked = new AbortController();
      try {
        const answer = await fetch(`${list.dataset.from}?q=${encodeURIComponent(name.value)}`, { signal: asked.signal });
        if (!answer.ok) return;
        known = (await answer.json()) as Client[];
      } catch {
        return; // offline, or typed on: the list stays as it is
      }
      list.replaceChildren(
        ...known.map((c) => {
          const option = document.createElement("option");
          option.value = c.name;
          option.label = [c.company, c.email].filter(Boolean).join(" · ");
          return option;
        }),
      );
    }, 200);
  });
}

/** What was typed by hand stays; what an earlier choice filled in is replaced. */
function complete(client: Client): void {
  for (const part of ["email", "phone", "company"] as const) {
    const field = document.getElementById(`recipients-0-${part}`);
    if (!(field instanceof HTMLInputElement) || (field.value !== "" && field.dataset.filled !== field.value)) continue;
    field.value = client[part];
    field.dataset.filled = client[part];
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

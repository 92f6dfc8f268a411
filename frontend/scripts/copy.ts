/** Shows the "Copy" buttons, which need a script, and makes them copy what they name. */
export function enableCopying(root: ParentNode = document): void {
  for (const button of root.querySelectorAll<HTMLButtonElement>("[data-copy]")) {
    const from = document.getElementById(button.dataset.copy ?? "");
    if (!from) continue;
    const label = button.textContent;
    button.hidden = false;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      // What is read in groups is copied without them: the forms of banks take no spaces.
      if (from instanceof HTMLInputElement || from instanceof HTMLTextAreaElement) {
        const shown = from.value;
        from.value = from.dataset.value ?? shown;
        from.select();
        await copy(from.value);
        from.value = shown;
      } else {
        const shown = from.textContent ?? "";
        from.textContent = from.dataset.value ?? shown;
        getSelection()?.selectAllChildren(from);
        await copy(from.textContent);
        from.textContent = shown;
      }
      button.textContent = button.dataset.done ?? "";
      setTimeout(() => (button.textContent = label), 2500);
    });
  }
}

/** The clipboard exists only on secure pages; a server on the local network over plain HTTP is not one. */
async function copy(text: string): Promise<void> {
  if (navigator.clipboard) await navigator.clipboard.writeText(text);
  else document.execCommand("copy");
}

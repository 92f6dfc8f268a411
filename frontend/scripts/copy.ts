/** Shows the "Copy" buttons, which need a script, and makes them copy the input they name. */
export function enableCopying(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-copy]")) {
    const input = document.getElementById(button.dataset.copy ?? "");
    if (!(input instanceof HTMLInputElement || input instanceof HTMLTextAreaElement)) continue;
    const label = button.textContent;
    button.hidden = false;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      // What is read in groups is copied without them: the forms of banks take no spaces.
      const shown = input.value;
      input.value = input.dataset.value ?? shown;
      input.select();
      await copy(input.value);
      input.value = shown;
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

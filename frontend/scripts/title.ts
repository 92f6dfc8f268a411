/** Gives a delivery without a title that of a file that has arrived, without its extension. What was typed stays. */
export function nameAfter(form: HTMLFormElement | null, file: string): void {
  const title = form?.querySelector<HTMLInputElement>("input[name=title]");
  if (!title || title.value.trim() !== "") return;
  title.value = file.replace(/(?<=.)\.[^.]{1,15}$/, "").slice(0, 200);
  title.dispatchEvent(new Event("input", { bubbles: true }));
}

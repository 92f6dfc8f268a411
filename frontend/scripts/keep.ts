// What is typed into a form is kept on the server after three quiet seconds, and when the page is left, so that a closed
// browser or an ended session loses nothing. Files have their own way.

const quiet = 3000;

/** Keeps every form[data-keep] while it is typed. */
export function enableKeeping(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-keep]")) new Keeper(form).start();
}

class Keeper {
  private last: string;
  private timer: number | undefined;
  private sent = false;

  constructor(private readonly form: HTMLFormElement) {
    this.last = this.content();
  }

  start(): void {
    const later = (): void => {
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => void this.keep(), quiet);
    };
    this.form.addEventListener("input", later);
    this.form.addEventListener("submit", () => {
      this.sent = true;
      window.clearTimeout(this.timer);
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") void this.keep();
    });
  }

  private content(): string {
    const typed = new URLSearchParams();
    for (const [name, value] of new FormData(this.form)) if (typeof value === "string") typed.append(name, value);
    return typed.toString();
  }

  private async keep(): Promise<void> {
    const now = this.content();
    if (this.sent || now === this.last) return;
    const status = this.form.querySelector<HTMLElement>("[data-keep-status]");
    try {
      const answer = await fetch(this.form.dataset.keep ?? "", { method: "POST", body: new URLSearchParams(now), keepalive: true });
      if (!answer.ok) return; // tried again with the next change
      this.last = now;
      if (status) status.textContent = this.form.dataset.tKept ?? "";
    } catch {
      return; // without a network it is tried again with the next change
    }
  }
}

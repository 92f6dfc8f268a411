import { Rate } from "./rate";
import { bytes, fill, wait } from "./words";
import { defaultOptions, DetailedError, Upload, type PreviousUpload } from "tus-js-client";

/** The sentences a page carries for its uploads. */
export type Sentences = Record<"tSending" | "tPaused" | "tOffline" | "tDone" | "tFailed" | "tAgain", string>;

type Listeners = { done: (id: string) => void; stopped: () => void; removed: (id: string) => void };

/** One file on its way: a name, a bar, a sentence, three buttons. */
export class Row {
  private upload: Upload | undefined;
  private previous: PreviousUpload | undefined;
  private id = "";
  private sent = 0;
  private state: "sending" | "paused" | "offline" | "done" | "failed" | "waiting" | "refused" = "waiting";
  private readonly rate = new Rate();

  constructor(
    private readonly element: HTMLElement,
    readonly name: string,
    private readonly size: number,
    private readonly say: Sentences,
    private readonly tell: Listeners,
  ) {
    this.part("[data-name]").textContent = name;
    for (const button of element.querySelectorAll("button")) {
      button.setAttribute("aria-label", `${button.textContent?.trim()} ${name}`);
    }
    this.part("[data-pause]").addEventListener("click", () => this.pause());
    this.part("[data-resume]").addEventListener("click", () => this.resume());
    this.part("[data-cancel]").addEventListener("click", () => void this.cancel());
    this.show();
  }

  /** Begins, or goes on where an earlier attempt of this browser stopped. */
  async send(file: File, endpoint: string): Promise<void> {
    this.upload = new Upload(file, {
      endpoint,
      metadata: { filename: file.name, filetype: file.type },
      retryDelays: [0, 1000, 3000, 5000, 10_000, 20_000, 30_000, 60_000, 60_000, 60_000],
      removeFingerprintOnSuccess: true,
      onShouldRetry: (error) => this.shouldRetry(error),
      onProgress: (sent) => this.progress(sent),
      onSuccess: () => this.received(idOf(this.upload?.url ?? "")),
      onError: () => this.stop("failed"),
    });
    const [earlier] = await this.upload.findPreviousUploads();
    if (earlier) this.upload.resumeFromPreviousUpload(earlier);
    this.resume();
  }

  /** The whole file is on the server. */
  received(id: string): void {
    this.id = id;
    this.sent = this.size;
    this.state = "done";
    this.show();
    this.tell.done(id);
  }

  /** An earlier attempt was cut; the browser no longer holds the file, so the person chooses it again. */
  interrupted(previous: PreviousUpload): void {
    this.previous = previous;
    this.state = "waiting";
    this.show();
  }

  refuse(reason: string): void {
    this.state = "refused";
    this.show();
    this.part("[data-text]").textContent = reason;
  }

  expects(file: File): boolean {
    return this.state === "waiting" && file.name === this.name && file.size === this.size;
  }

  sending(): boolean {
    return this.state === "sending" || this.state === "offline";
  }

  /** The network is back. */
  wake(): void {
    if (this.state === "offline" || this.state === "failed") this.resume();
  }

  text(): string {
    return this.part("[data-text]").textContent ?? "";
  }

  remove(): void {
    this.element.remove();
    this.tell.removed(this.id);
  }

  private pause(): void {
    void this.upload?.abort();
    this.state = "paused";
    this.rate.reset();
    this.show();
  }

  private resume(): void {
    if (!this.upload) return;
    this.state = "sending";
    this.rate.reset();
    this.show();
    this.upload.start();
  }

  private async cancel(): Promise<void> {
    const unfinished = this.upload && this.state !== "done";
    if (this.previous) await defaultOptions.urlStorage.removeUpload(this.previous.urlStorageKey);
    this.remove();
    // The server forgets unfinished uploads by itself: a refusal here changes nothing for the person.
    if (unfinished) await this.upload?.abort(true).catch(() => undefined);
  }

  private shouldRetry(error: Error | DetailedError): boolean {
    const status = error instanceof DetailedError ? (error.originalResponse?.getStatus() ?? 0) : 0;
    if (status === 0) {
      this.state = "offline";
      this.show();
    }
    return status === 0 || status === 409 || status === 423 || status === 429 || status >= 500;
  }

  private progress(sent: number): void {
    this.sent = sent;
    this.rate.add(performance.now(), sent);
    if (this.state === "offline") this.state = "sending";
    this.show();
  }

  private stop(state: "failed"): void {
    this.state = state;
    this.show();
    this.tell.stopped();
  }

  private show(): void {
    const { state, element } = this;
    const speed = this.rate.perSecond();
    const values = {
      done: bytes(this.sent),
      total: bytes(this.size),
      rate: speed > 0 ? bytes(speed) : "…",
      left: wait((this.size - this.sent) / speed),
    };
    const sentences = {
      sending: this.say.tSending,
      paused: this.say.tPaused,
      offline: this.say.tOffline,
      done: this.say.tDone,
      failed: this.say.tFailed,
      waiting: this.say.tAgain,
      refused: "",
    };
    this.part("[data-text]").textContent = fill(sentences[state], values);
    const bar = element.querySelector("progress");
    if (bar) {
      bar.value = this.size > 0 ? (this.sent / this.size) * 100 : 0;
      bar.hidden = state === "done" || state === "refused" || state === "waiting";
      bar.setAttribute("aria-label", this.name);
    }
    element.classList.toggle("done", state === "done");
    element.classList.toggle("bad", state === "failed" || state === "offline" || state === "refused");
    this.part("[data-pause]").hidden = state !== "sending";
    this.part("[data-resume]").hidden = state !== "paused" && state !== "failed";
  }

  private part(selector: string): HTMLElement {
    const found = this.element.querySelector<HTMLElement>(selector);
    if (!found) throw new Error(`upload: the row lacks ${selector}`);
    return found;
  }
}

/** The upload id is the last path segment of the tus Location. */
function idOf(url: string): string {
  return decodeURIComponent(new URL(url, location.href).pathname.split("/").pop() ?? "");
}

// The page of verification works without this, by sending the files. With it, delivered files stay where they are: they
// are hashed here, and only their name, size and hash are posted beside the certificate.

import type { Measured } from "./sha256_worker";
import { bytes, fill } from "./words";

const most = 20; // as the server counts

/** One delivered file: a line of the list with its progress, then the field that is posted. */
class Line {
  readonly element: HTMLElement;
  private readonly text: HTMLElement;
  private readonly bar: HTMLProgressElement;
  private worker?: Worker;

  constructor(row: HTMLTemplateElement, readonly file: File, private readonly words: DOMStringMap, ended: (line: Line) => void) {
    const fragment = row.content.cloneNode(true) as DocumentFragment;
    this.element = fragment.firstElementChild as HTMLElement;
    this.text = this.element.querySelector("[data-text]") as HTMLElement;
    this.bar = this.element.querySelector("progress") as HTMLProgressElement;
    (this.element.querySelector("[data-name]") as HTMLElement).textContent = file.name;
    const cancel = this.element.querySelector("[data-cancel]") as HTMLButtonElement;
    cancel.setAttribute("aria-label", `${cancel.textContent} : ${file.name}`);
    cancel.addEventListener("click", () => {
      this.worker?.terminate();
      this.element.remove();
      ended(this);
    });
    this.say(words.tQueued ?? "");
  }

  say(text: string): void {
    this.text.textContent = text;
  }

  /** Hashes the file; it never resolves when the line is removed meanwhile. */
  measure(script: string): Promise<void> {
    return new Promise((resolve) => {
      const end = (state: string, text: string) => {
        this.worker?.terminate();
        this.bar.remove();
        this.element.classList.add(state);
        this.say(text);
        resolve();
      };
      this.worker = new Worker(script);
      this.worker.onerror = () => end("bad", this.words.tFailed ?? "");
      this.worker.onmessage = ({ data }: MessageEvent<Measured>) => {
        if ("failed" in data) return end("bad", this.words.tFailed ?? "");
        if ("sha256" in data) {
          this.post(data.sha256);
          return end("done", fill(this.words.tDone ?? "", { total: bytes(this.file.size), hash: data.sha256 }));
        }
        this.bar.value = (100 * data.done) / this.file.size;
        this.say(fill(this.words.tReading ?? "", { done: bytes(data.done), total: bytes(this.file.size) }));
      };
      this.worker.postMessage(this.file);
    });
  }

  private post(sha256: string): void {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = "measured";
    field.value = JSON.stringify({ name: this.file.name, size: this.file.size, sha256 });
    this.element.append(field);
  }
}

class Form {
  private readonly list: HTMLElement;
  private readonly status: HTMLElement;
  private readonly row: HTMLTemplateElement;
  private readonly queue: Line[] = [];
  private readonly lines = new Set<Line>();
  private current?: Line;
  private waiting = false;

  constructor(private readonly form: HTMLFormElement, private readonly certificate: HTMLInputElement, private readonly files: HTMLInputElement) {
    files.removeAttribute("name"); // first of all: whatever happens from here on, no file is sent
    this.list = form.querySelector("[data-list]") as HTMLElement;
    this.status = form.querySelector("[data-status]") as HTMLElement;
    this.row = form.querySelector("template[data-row]") as HTMLTemplateElement;
    for (const other of form.querySelectorAll<HTMLElement>("[data-unscripted]")) other.hidden = true;
    for (const other of form.querySelectorAll<HTMLElement>("[data-scripted]")) other.hidden = false;
    form.classList.add("scripted");
  }

  start(): void {
    this.files.addEventListener("change", () => this.take(this.files.files));
    this.take(this.files.files); // what the browser kept when the reader came back
    this.accept(this.files, (dropped) => this.take(dropped));
    this.accept(this.certificate, (dropped) => {
      const one = new DataTransfer();
      one.items.add(dropped[0]);
      this.certificate.files = one.files;
      this.take([...dropped].slice(1)); // dropped together: the first is the certificate
    });
    // A file dropped beside the places must not replace the page.
    for (const kind of ["dragover", "drop"]) addEventListener(kind, (event) => event.preventDefault());
    this.form.addEventListener("submit", (event) => {
      if (!this.current) return;
      event.preventDefault();
      this.waiting = true;
      this.status.textContent = this.form.dataset.tWaiting ?? "";
    });
  }

  private take(files: Iterable<File> | null): void {
    for (const file of files ?? []) {
      if (this.lines.size >= most) {
        this.status.textContent = this.form.dataset.tMany ?? "";
        break;
      }
      const line = new Line(this.row, file, this.form.dataset, (gone) => this.forget(gone));
      this.lines.add(line);
      this.queue.push(line);
      this.list.append(line.element);
    }
    this.files.value = "";
    void this.next();
  }

  private forget(line: Line): void {
    this.lines.delete(line);
    const at = this.queue.indexOf(line);
    if (at >= 0) this.queue.splice(at, 1);
    this.files.focus();
    if (this.current !== line) return;
    this.current = undefined;
    void this.next();
  }

  /** One file at a time: a disk and a processor are no faster for two. */
  private async next(): Promise<void> {
    if (this.current) return;
    const line = this.queue.shift();
    if (line) {
      this.current = line;
      await line.measure(this.form.dataset.worker ?? "");
      this.current = undefined;
      this.status.textContent = `${line.file.name} : ${line.element.querySelector("[data-text]")?.textContent ?? ""}`;
      return this.next();
    }
    if (!this.waiting) return;
    this.waiting = false;
    this.form.requestSubmit();
  }

  private accept(input: HTMLInputElement, take: (files: FileList) => void): void {
    const zone = input.closest<HTMLElement>(".dropzone");
    for (const kind of ["dragenter", "dragover"]) zone?.addEventListener(kind, () => zone.classList.add("over"));
    for (const kind of ["dragleave", "drop"]) zone?.addEventListener(kind, () => zone.classList.remove("over"));
    zone?.addEventListener("drop", (event) => {
      event.preventDefault();
      if (event.dataTransfer?.files.length) take(event.dataTransfer.files);
    });
  }
}

const form = document.querySelector<HTMLFormElement>("form[data-verify]");
const certificate = form?.querySelector<HTMLInputElement>("#certificate");
const files = form?.querySelector<HTMLInputElement>("#file");
if (form && certificate && files) new Form(form, certificate, files).start();

// Resumable uploads (tus 1.0) for every [data-upload] of the page. A file is cut by the network, by a closed lid or by
// a reload, and goes on from the last byte the server has. Without script the same form posts the files as usual.

import { forget, forgetAll, recall, remember } from "./memory";
import { nameAfter } from "./title";
import { Row, type Sentences } from "./upload_row";
import { defaultOptions, type PreviousUpload } from "tus-js-client";

/** Takes over the file inputs of the page, or of a part of it. */
export function enableUploads(root: ParentNode = document): void {
  for (const box of root.querySelectorAll<HTMLElement>("[data-upload]")) new UploadBox(box).start();
}

class UploadBox {
  private readonly form: HTMLFormElement | null;
  private readonly input: HTMLInputElement;
  private readonly list: HTMLElement;
  private readonly status: HTMLElement;
  private readonly template: HTMLTemplateElement;
  private readonly rows = new Set<Row>();
  private documents: number; // rows that say what a file is, those of the server first
  private submitter: HTMLElement | null | undefined;

  constructor(private readonly box: HTMLElement) {
    this.form = box.closest("form");
    this.documents = this.form?.querySelectorAll('input[name^="document-"][name$="-id"]').length ?? 0;
    this.input = find(box, "input[type=file]", HTMLInputElement);
    this.list = find(box, "[data-list]", HTMLElement);
    this.status = find(box, "[data-status]", HTMLElement);
    this.template = find(box, "template[data-row]", HTMLTemplateElement);
  }

  start(): void {
    this.box.classList.add("scripted");
    this.input.addEventListener("change", () => {
      this.take(this.input.files);
      this.input.value = ""; // or the form would send them a second time
    });
    this.acceptDrops();
    this.showReceived();
    void this.showInterrupted();
    this.form?.addEventListener("submit", (event) => this.hold(event));
    window.addEventListener("online", () => this.rows.forEach((row) => row.wake()));
    window.addEventListener("beforeunload", (event) => {
      if (this.busy()) event.preventDefault();
    });
  }

  private take(files: FileList | null | undefined): void {
    for (const file of files ?? []) {
      for (const row of this.rows) if (row.expects(file)) row.remove();
      const row = this.add(file.name, file.size);
      if (file.size === 0) row.refuse(this.box.dataset.tEmpty ?? "");
      else void row.send(file, this.box.dataset.endpoint ?? "");
    }
  }

  private add(name: string, size: number): Row {
    const fragment = this.template.content.cloneNode(true) as DocumentFragment;
    const element = fragment.firstElementChild as HTMLElement;
    this.list.append(fragment);
    const row = new Row(element, name, size, this.box.dataset as Sentences, {
      done: (id) => {
        this.keep(element, id);
        remember({ id, name, size });
        nameAfter(this.form, [...this.rows][0]?.name ?? name); // of the first chosen, whichever arrives first
        this.status.textContent = `${name} : ${row.text()}`;
        this.release();
      },
      stopped: () => (this.status.textContent = `${name} : ${row.text()}`),
      removed: (id) => {
        if (id) forget(id);
        this.rows.delete(row);
        this.release();
      },
    });
    this.rows.add(row);
    return row;
  }

  private keep(element: HTMLElement, id: string): void {
    const hidden = document.createElement("input");
    hidden.type = "hidden";
    hidden.name = "upload";
    hidden.value = id;
    element.append(hidden);
    this.askWhatItIs(element, id);
  }

  /** Names the inputs that say whether the file is an invoice or a quote, where the page has them. */
  private askWhatItIs(element: HTMLElement, id: string): void {
    const box = element.querySelector<HTMLElement>("[data-document]");
    if (!box || !box.hidden) return;
    for (const part of box.querySelectorAll<HTMLInputElement | HTMLSelectElement>("[data-part]")) {
      part.name = `document-${this.documents}-${part.dataset.part}`;
      if (part.dataset.part === "id") part.value = id;
    }
    this.documents++;
    box.hidden = false;
  }

  private showReceived(): void {
    const shown = new Set([...(this.form?.querySelectorAll<HTMLInputElement>("input[name=upload]") ?? [])].map((i) => i.value));
    for (const file of recall()) if (!shown.has(file.id)) this.add(file.name, file.size).received(file.id);
  }

  private async showInterrupted(): Promise<void> {
    const uploads: PreviousUpload[] = await defaultOptions.urlStorage.findAllUploads();
    for (const upload of uploads) {
      const name = upload.metadata.filename;
      if (name && upload.size) this.add(name, upload.size).interrupted(upload);
    }
  }

  private acceptDrops(): void {
    const zone = find(this.box, ".dropzone", HTMLElement);
    for (const kind of ["dragenter", "dragover"]) {
      zone.addEventListener(kind, (event) => {
        event.preventDefault();
        zone.classList.add("over");
      });
    }
    for (const kind of ["dragleave", "drop"]) zone.addEventListener(kind, () => zone.classList.remove("over"));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      this.take(event.dataTransfer?.files);
    });
  }

  private busy(): boolean {
    return [...this.rows].some((row) => row.sending());
  }

  /** A form sent while files are on their way waits for them. */
  private hold(event: SubmitEvent): void {
    if (!this.busy()) {
      forgetAll();
      return;
    }
    event.preventDefault();
    this.submitter = event.submitter;
    this.status.textContent = this.box.dataset.tWaiting ?? "";
    this.status.classList.remove("hidden");
  }

  private release(): void {
    if (this.submitter === undefined || this.busy()) return;
    const submitter = this.submitter;
    this.submitter = undefined;
    this.form?.requestSubmit(submitter);
  }
}

function find<T extends HTMLElement>(root: HTMLElement, selector: string, type: new () => T): T {
  const found = root.querySelector(selector);
  if (!(found instanceof type)) throw new Error(`upload: the page lacks ${selector}`);
  return found;
}

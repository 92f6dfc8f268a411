// Deliveries made by the JSON API, for tests that are about what comes after.
import { createHash, randomBytes } from "node:crypto";

export const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

/** A file of random bytes: nothing of it can be on a page, in a log or on a disk by chance. */
export function randomFile(name, size) {
  const content = randomBytes(size);
  return { name, content, sha256: sha256(content) };
}

/** Calls the API and gives the answer's JSON; anything but success is thrown with what the server said. */
export async function call(product, method, path, body) {
  const headers = { Authorization: `Bearer ${product.key}`, ...(body && { "Content-Type": "application/json" }) };
  const answer = await fetch(product.base + "/api/v1" + path, { method, headers, body: body && JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return JSON.parse(text);
}

/** Uploads a file by tus and gives its id. */
export async function upload(product, file) {
  const authorization = { Authorization: `Bearer ${product.key}`, "Tus-Resumable": "1.0.0" };
  const made = await fetch(product.base + "/api/v1/uploads", {
    method: "POST",
    headers: { ...authorization, "Upload-Length": String(file.content.length), "Upload-Metadata": "filename " + Buffer.from(file.name).toString("base64") },
  });
  if (made.status !== 201) throw new Error(`upload: ${made.status} ${await made.text()}`);
  const place = new URL(made.headers.get("Location"), product.base);
  const sent = await fetch(place, {
    method: "PATCH",
    headers: { ...authorization, "Content-Type": "application/offset+octet-stream", "Upload-Offset": "0" },
    body: file.content,
  });
  if (sent.status !== 204) throw new Error(`upload: ${sent.status} ${await sent.text()}`);
  return place.pathname.split("/").at(-1);
}

let people = 0;

/** A recipient nobody else is: the messages of one test are never those of another. */
export function person(more = {}) {
  people++;
  const n = String(people).padStart(2, "0");
  return { name: `Hélène Berthier ${people}`, email: `helene${process.pid}.${n}@berthier.example`, phone: `+336399800${n}`, roles: ["payer", "signer"], language: "fr", ...more };
}

/** Makes and sends a delivery: {id, link of the first recipient, links, files, people}. */
export async function deliver(product, { files = [randomFile("Plans d’exécution.pdf", 200_000)], people = [person()], ...more } = {}) {
  const ids = [];
  for (const file of files) ids.push(await upload(product, file));
  const made = await call(product, "POST", "/deliveries", {
    title: "Plans d’exécution, maison Berthier", message: "Bonjour Madame,\nvoici le dossier complet. Bonne lecture !",
    price: { amount: 125_000, currency: "EUR" }, vat_rate: 2000, due_on: inDays(20), reference: "Devis 2026-041", recipients: people, files: ids, ...more,
  });
  const sent = await call(product, "POST", `/deliveries/${made.id}/send`);
  return { id: made.id, link: sent.recipients[0].link, links: sent.recipients.map((r) => r.link), recipients: sent.recipients, files, people };
}

/** A day from today, as dates are typed. */
export function inDays(n) {
  return new Date(Date.now() + n * 86_400_000).toISOString().slice(0, 10);
}

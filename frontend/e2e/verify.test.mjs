// The page of verification: with script the delivered files stay where they are, without it they are sent and forgotten.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { deliver, randomFile, sha256 } from "./harness/api.mjs";
import { desk, look, weigh } from "./harness/browser.mjs";
import { openLine } from "./harness/line.mjs";
import { onSQLite } from "./harness/suite.mjs";
import { until } from "./harness/wait.mjs";
import * as step from "./step/recipient.mjs";

const megabyte = 1_000_000;

/** A delivery paid and signed: its file and its certificate, as files a person has. */
async function certified(product, visit) {
  const file = randomFile("Plans – indice A.pdf", 200_000);
  const { link, people } = await deliver(product, { files: [file] });
  const who = await visit();
  await step.open(who, link);
  await step.payByCard(who);
  await step.sign(who, people[0].phone);
  const { content } = await step.fetchBy(who, who.page.getByRole("link", { name: "Télécharger le certificat (PDF)" }));
  return { certificate: { name: "certificat.pdf", mimeType: "application/pdf", buffer: content }, plan: { name: file.name, mimeType: "application/pdf", buffer: file.content } };
}

/** A file of noise on the disk, never whole in memory; its path and hash. */
function largeFile(product, name, size) {
  const path = join(product.folder, name);
  const hash = createHash("sha256");
  const noise = randomBytes(megabyte);
  const out = openSync(path, "w");
  for (let at = 0, n = 0; at < size; at += megabyte, n++) {
    noise.writeUInt32BE(n);
    writeSync(out, noise);
    hash.update(noise);
  }
  closeSync(out);
  return { path, sha256: hash.digest("hex") };
}

/** The most memory that any process of pages held so far, in bytes, as the kernel counted. */
async function peakOfPages(page) {
  const session = await page.context().browser().newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  const peaks = processInfo.filter((p) => p.type === "renderer").map((p) => {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${p.id}/status`, "utf8"))?.[1] ?? 0) * 1024;
  });
  return Math.max(...peaks);
}

/** Whatever was compared, a certificate made in the sandbox is headed as what it is. */
const judged = (page) => page.getByRole("heading", { name: "Essai, sans valeur de preuve" }).waitFor({ timeout: 60_000 });
const result = (page, name) => page.locator("dl.card .check", { hasText: name }).locator("dt .soft").innerText();

onSQLite("whoever holds a certificate", (journey) => {
  journey("judges it with a delivered file and with one of 300 MB, of which not a byte leaves", async ({ product, visit }) => {
    const { certificate, plan } = await certified(product, visit);
    const size = 300 * megabyte;
    const large = largeFile(product, "Nuage de points.e57", size);
    const line = await openLine();
    const who = await visit({ screen: desk, more: { proxy: { server: line.address } } });
    who.context.on("close", () => line.close());
    const { page } = who;
    const weight = await weigh(page);
    await page.goto("/verify", { waitUntil: "networkidle" });
    assert.ok(weight() < 150_000, `the first view weighs ${weight()}`);
    await look(who, "verify");
    const before = await peakOfPages(page);

    await page.getByLabel("Le certificat (PDF)").setInputFiles(certificate);
    await page.getByLabel(/^Les fichiers remis/).setInputFiles(plan);
    const row = (name) => page.locator(".upload-item", { hasText: name });
    await row(plan.name).getByText(sha256(plan.buffer)).waitFor();
    await page.getByLabel(/^Les fichiers remis/).setInputFiles(large.path);
    const progress = row("Nuage").locator("progress");
    await until("it is being read", () => progress.evaluate((p) => p.value > 0 && p.value < 100).catch(() => false));
    await look(who, "verify-reading");

    // One is begun and given up; another is chosen, and the form waits for it.
    await row("Nuage").getByRole("button").click();
    assert.equal(await row("Nuage").count(), 0);
    await page.getByLabel(/^Les fichiers remis/).setInputFiles(large.path);
    const posts = [];
    page.on("request", (r) => r.method() === "POST" && posts.push(r));
    await page.getByRole("button", { name: "Vérifier" }).click();
        await judged(page);
    assert.equal(await result(page, plan.name), "conforme");
    assert.equal(await result(page, "Nuage de points.e57"), "non conforme");
    await page.getByText("n’ont pas été envoyés").waitFor();
    await look(who, "verify-judged");

    assert.equal(posts.length, 1);
    const most = certificate.buffer.length + 50_000;
    assert.ok(line.sent() < most, `${line.sent()} bytes were sent, for a certificate of ${certificate.buffer.length}`);
    const grown = (await peakOfPages(page)) - before;
    assert.ok(grown < 150 * megabyte, `reading ${size} bytes took ${grown} bytes of memory`);
  });

  journey("drops both at once on the page", async ({ product, visit }) => {
    const { certificate, plan } = await certified(product, visit);
    const who = await visit({ screen: desk });
    const { page } = who;
    await page.goto("/verify");
    const dropped = await page.evaluateHandle((files) => {
      const all = new DataTransfer();
      for (const { name, mimeType, base64 } of files) all.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name, { type: mimeType }));
      return all;
    }, [certificate, plan].map(({ name, mimeType, buffer }) => ({ name, mimeType, base64: buffer.toString("base64") })));
    await page.locator(".dropzone").first().dispatchEvent("drop", { dataTransfer: dropped });
    await page.locator(".upload-item").getByText(sha256(plan.buffer)).waitFor();
    await page.getByRole("button", { name: "Vérifier" }).click();
    await judged(page);
    assert.equal(await result(page, plan.name), "conforme");
  });

  journey("judges it without script", async ({ product, visit }) => {
    const { certificate, plan } = await certified(product, visit);
    const who = await visit({ script: false });
    const { page } = who;
    await page.goto("/verify");
    await look(who, "verify");
    await page.getByLabel("Le certificat (PDF)").setInputFiles(certificate);
    await page.getByLabel(/^Les fichiers remis/).setInputFiles([plan, { ...plan, name: "autre.pdf", buffer: Buffer.from("another") }]);
    await page.getByRole("button", { name: "Vérifier" }).click();
    await judged(page);
    assert.equal(await result(page, plan.name), "conforme");
    assert.equal(await result(page, "autre.pdf"), "non conforme");
    assert.equal(await page.getByText("n’ont pas été envoyés").count(), 0);
    await look(who, "verify-judged");
  });
});

// Uploads that are paused, cut and interrupted: what the server has is never sent again, and nothing is lost.
import assert from "node:assert/strict";
import { person, randomFile, sha256 } from "./harness/api.mjs";
import { desk, look } from "./harness/browser.mjs";
import { openLine } from "./harness/line.mjs";
import { onSQLite } from "./harness/suite.mjs";
import { until } from "./harness/wait.mjs";
import * as client from "./step/recipient.mjs";
import * as step from "./step/sender.mjs";

const megabyte = 1_000_000;

/** A sender on the editor whose line carries so many bytes a second; offsets are those the uploads went on from. */
async function onSlowLine(visit, bytesPerSecond) {
  const line = await openLine();
  const me = await visit({ screen: desk, more: { proxy: { server: line.address } } });
  me.context.on("close", () => line.close());
  await step.signIn(me);
  await me.page.goto("/deliveries/new");
  line.speed(bytesPerSecond);
  const offsets = [];
  me.page.on("request", (r) => r.method() === "PATCH" && offsets.push(Number(r.headers()["upload-offset"])));
  const row = me.page.locator(".upload-item");
  const percent = () => row.locator("progress").evaluate((p) => p.value);
  return { me, row, percent, offsets, line };
}

const received = (row) => row.locator("[data-text]", { hasText: ", reçu" }).waitFor();

onSQLite("an upload", (journey) => {
  journey("is paused, resumed, and goes on after the network was cut", async ({ visit }) => {
    const { me, row, percent, offsets, line } = await onSlowLine(visit, 4 * megabyte);
    me.expect(0); // the cut network, in the console
    const file = randomFile("Maquette.ifc", 12 * megabyte);
    await step.chooseFiles(me, [file]);
    await until("something is sent", async () => (await percent()) > 5);
    await row.getByRole("button", { name: /^Pause/ }).click();
    await row.getByText(/^En pause/).waitFor();
    await look(me, "editor-upload-paused");
    await row.getByRole("button", { name: /^Reprendre/ }).click();
    await until("it goes on", () => offsets.length > 1);
    assert.ok(offsets[1] > 0, `went on from ${offsets}`);

    await until("more is sent", async () => (await percent()) > 50);
    line.cut();
    await row.getByText(/^Connexion perdue/).waitFor();
    await look(me, "editor-upload-offline");
    line.speed(Infinity);
    line.mend();
    await received(row);
    assert.ok(offsets.at(-1) > offsets[1], `went on from ${offsets}`);
  });

  journey("goes on after the page was loaded again, and its file is what was chosen", async ({ product, visit }) => {
    const { me, row, percent, offsets, line } = await onSlowLine(visit, 3 * megabyte);
    const { page } = me;
    const file = randomFile("Relevé laser.e57", 9 * megabyte);
    file.path = await product.keep(file.name, file.content);
    await step.chooseFiles(me, [file]);
    await until("half is sent", async () => (await percent()) > 40);
    page.on("dialog", (dialog) => dialog.accept());
    await page.reload();
    await row.getByText(/^Envoi interrompu/).waitFor();
    await look(me, "editor-upload-interrupted");
    line.speed(Infinity);
    await step.chooseFiles(me, [file]);
    await received(row);
    assert.equal(await row.count(), 1);
    assert.ok(offsets.at(-1) > 0, `went on from ${offsets}`);

    // The rest is typed and loaded again: what was received is still there.
    await page.reload();
    await received(row);
    await step.fillEditor(me, { title: "Relevé laser", people: [person({ roles: ["reader"] })] });
    await step.openOptions(me);
    await page.getByRole("radio", { name: "rien : ils sont ouverts tout de suite" }).check();
    await page.getByLabel("Pourquoi sans condition").fill("Déjà payé au forfait.");
    await look(me, "editor-options");
    await step.review(me);
    await look(me, "review-open");
    const link = await step.send(me);
    const who = await visit();
    await client.open(who, link);
    await client.unlocked(who);
    await look(who, "recipient-open");
    const got = await client.fetchBy(who, who.page.getByRole("link", { name: /^Télécharger Relevé/ }));
    assert.equal(sha256(got.content), file.sha256);
  });
});

// The operator: what waits and fails, a workspace suspended, and a backup restored in another place.
import assert from "node:assert/strict";
import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { deliver, randomFile } from "./harness/api.mjs";
import { desk, look, openBrowser, visitor } from "./harness/browser.mjs";
import { sender, startProduct } from "./harness/product.mjs";
import { until } from "./harness/wait.mjs";
import * as step from "./step/recipient.mjs";
import { signIn } from "./step/sender.mjs";

// Of these tests alone: the identity opens backups, the recipient makes them.
const identity = "AGE-SECRET-KEY-1YJPQPM7ALTTESJSQJS45XSJGL6AHPU0R6QY9KS2C543YTH3ZYF4SUM3JWU";
const recipient = "age1qezylckny3wluvgce9wt4pa2lgdj68p7stefhun0a7jnhke955lqkqvgt4";

/** The same link at the restored installation, whose port is another. */
const at = (product, link) => product.base + new URL(link).pathname;

for (const [engine, other] of [["sqlite", "postgresql"], ["postgresql", "sqlite"]]) {
  describe(`the operator of ${engine}`, () => {
    let browser, product, restored;
    before(async () => {
      const variables = { QUITTANCE_OPERATOR: sender.email, QUITTANCE_BACKUP_RECIPIENT: recipient };
      [product, browser] = await Promise.all([startProduct(engine, { variables }), openBrowser()]);
    });
    after(async () => {
      await browser?.close();
      await restored?.stop();
      await product?.stop();
    });

    test("suspends a workspace, and restores a backup elsewhere", { timeout: 240_000 }, async () => {
      const done = await deliver(product, { files: [randomFile("Plans – indice A.pdf", 200_000)] });
      const open = await deliver(product);
      const client = await visitor(browser, product);
      await step.open(client, done.link);
      await step.payByCard(client);
      await step.sign(client, done.people[0].phone);

      const stranger = await visitor(browser, product);
      stranger.expect(404);
      await stranger.page.goto("/operator");
      assert.match(await stranger.page.locator("h1").innerText(), /introuvable|n’existe pas|n’est pas là/i, "there is no such page for strangers");
      await stranger.close();

      const operator = await visitor(browser, product, { screen: desk });
      operator.expect(422); // suspending without a reason
      await signIn(operator);
      await operator.page.getByRole("link", { name: "Exploitant" }).click();
      await operator.page.getByText("Aucune tâche n’échoue.").waitFor();
      await look(operator, "operator");

      // Suspended: who is asked to pay reads so, who has paid keeps the files, the sender reads why.
      const change = operator.page.getByText("Suspendre, ou fixer le nombre de SMS");
      await change.click();
      await operator.page.getByRole("button", { name: `Suspendre ${sender.workspace}` }).click();
      await operator.page.getByText("Dites pourquoi en quelques mots").waitFor();
      await operator.page.getByLabel("Motif").fill("Trois signalements à éclaircir.");
      await operator.page.getByRole("button", { name: `Suspendre ${sender.workspace}` }).click();
      await operator.page.getByText("Espace suspendu.").first().waitFor();
      const asked = await visitor(browser, product);
      await step.open(asked, open.link);
      await asked.page.getByRole("heading", { name: "Cette remise est arrêtée" }).waitFor();
      await look(asked, "halted");
      await client.page.reload();
      await step.unlocked(client);
      await operator.page.goto("/deliveries");
      await operator.page.getByText("Motif donné par l’exploitant : Trois signalements à éclaircir.").waitFor();
      await look(operator, "suspended");
      await operator.page.goto("/operator");
      await operator.page.getByRole("button", { name: `Laisser ${sender.workspace} travailler à nouveau` }).click();
      await operator.page.getByText("L’espace fonctionne à nouveau.").waitFor();
      await Promise.all([client.close(), asked.close(), operator.close()]);

      // Backed up while it runs; then the machine is gone.
      const backup = join(product.folder, "quittance.age");
      await product.command(["backup", backup]);
      await product.leave();
      const safe = await product.keep("identity.txt", identity + "\n");
      restored = await startProduct(other, {
        variables: { QUITTANCE_OPERATOR: sender.email },
        prepare: async ({ command, data }) => {
          await mkdir(data, { recursive: true, mode: 0o700 });
          await copyFile(join(product.data, "root.key"), join(data, "root.key"));
          await copyFile(join(product.data, "sandbox.db"), join(data, "sandbox.db")); // the world outside did not burn
          await command(["restore", backup, "--identity", safe]);
          return product.key;
        },
      });

      const again = await visitor(browser, restored, { screen: desk });
      await signIn(again);
      await again.page.getByRole("link", { name: "Exploitant" }).click();
      await again.page.getByText("Restauré d’une sauvegarde le").waitFor();
      await until("what was restored is found by its words", async () => {
        await again.page.goto("/deliveries?q=berthier");
        return again.page.getByRole("link", { name: "Plans d’exécution, maison Berthier" }).first().isVisible();
      });
      await again.close();

      const back = await visitor(browser, restored);
      await step.open(back, at(restored, done.link));
      await step.unlocked(back);
      const file = await step.fetchBy(back, back.page.getByRole("link", { name: /^Télécharger/ }).first());
      assert.ok(file.content.equals(done.files[0].content), "the file is another after restoring");
      await judge(back);

      const late = await visitor(browser, restored);
      await step.open(late, at(restored, open.link));
      await step.payByCard(late);
      await step.sign(late, open.people[0].phone);
      await judge(late);
      await Promise.all([back.close(), late.close()]);
      const keys = (await (await fetch(restored.base + "/.well-known/quittance/log-key")).text()).trim().split("\n");
      assert.equal(keys.length, 2, "the keys of both logs are published");
    });
  });
}

/** Has the certificate that a recipient downloads judged by the page of verification. */
async function judge(who) {
  const { content } = await step.fetchBy(who, who.page.getByRole("link", { name: "Télécharger le certificat (PDF)" }));
  await who.page.goto("/verify");
  await who.page.getByLabel("Le certificat (PDF)").setInputFiles({ name: "certificat.pdf", mimeType: "application/pdf", buffer: content });
  await who.page.getByRole("button", { name: "Vérifier" }).click();
  await who.page.getByRole("heading", { name: "Essai, sans valeur de preuve" }).waitFor();
}

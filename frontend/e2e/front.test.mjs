// Whoever opens the front page: the delivery to walk through as the client, and the certificate to look at.
import assert from "node:assert/strict";
import { look } from "./harness/browser.mjs";
import { eachWay, onSQLite } from "./harness/suite.mjs";
import { until } from "./harness/wait.mjs";
import * as step from "./step/recipient.mjs";

onSQLite("a stranger at the front page", (journey) => {
  eachWay((way, script) => {
    journey(`pays, signs and downloads as the client of a demonstration, ${way}`, async ({ product, visit }) => {
      const who = await visit({ script });
      const { page } = who;
      await page.goto(product.base);
      await look(who, "home");
      await page.getByRole("button", { name: "Essayer côté client" }).click();
      await page.getByRole("heading", { name: "Vous êtes le client" }).waitFor();
      const phone = page.url();
      const link = await page.getByRole("link", { name: "Ouvrir mon lien de client" }).getAttribute("href");
      await step.open(who, link);
      assert.equal(await page.getByRole("link", { name: /messages/i }).getAttribute("href"), new URL(phone).pathname);
      await step.payByCard(who);
      await page.getByRole("link", { name: "Lire et signer" }).click();
      await page.getByRole("checkbox", { name: /J’ai lu ce texte/ }).check();
      await page.getByRole("button", { name: "Recevoir mon code par SMS" }).click();
      await page.getByLabel("Code à six chiffres").waitFor();
      const sign = page.url();

      await page.goto(phone);
      const sms = page.locator(".bubble", { hasText: /\b\d{6}\b/ }).first(); // mails speak of SMS too, and may come first
      await until("the code is on the telephone", async () => {
        if (!script) await page.reload();
        return sms.isVisible();
      });
      await look(who, "demo");
      const code = /\b\d{6}\b/.exec(await sms.innerText())[0];
      await page.goto(sign);
      await step.typeCode(who, code);
      await step.unlocked(who);
      const plan = await step.fetchBy(who, page.getByRole("link", { name: /^Télécharger Plan de démonstration/ }));
      assert.equal(plan.content.subarray(0, 5).toString(), "%PDF-");
      await page.goto(phone);
      await page.getByRole("heading", { name: "C’est remis" }).waitFor();
    });
  });

  journey("downloads an example of a certificate, twice the same, and has it judged", async ({ product, visit }) => {
    const [first, second] = await Promise.all([1, 2].map(async () => {
      const answer = await fetch(`${product.base}/exemple.pdf`);
      assert.equal(answer.status, 200);
      return Buffer.from(await answer.arrayBuffer());
    }));
    assert.ok(first.equals(second));
    const { page } = await visit();
    await page.goto(`${product.base}/verify`);
    await page.locator("input[type=file]").first().setInputFiles({ name: "exemple.pdf", mimeType: "application/pdf", buffer: first });
    await page.getByRole("button", { name: /Vérifier/ }).click();
    await page.getByRole("heading", { name: "Essai, sans valeur de preuve" }).waitFor();
  });

  journey("finds nothing under a demonstration's address that was made up", async ({ product }) => {
    for (const path of ["/demo/x", "/demo/01jd5q6n4vxk3m8t2w9c7r5h1e.AAAAAAAAAAAAAAAAAAAAAA", "/demo/."]) {
      assert.equal((await fetch(product.base + path)).status, 404, path);
    }
  });
});

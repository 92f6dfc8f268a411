// The recipient's way, on a phone, from the mailed link to the file and its proof.
import assert from "node:assert/strict";
import { deliver, person, randomFile, sha256 } from "./harness/api.mjs";
import { look, phone, weigh } from "./harness/browser.mjs";
import { mailedLink } from "./harness/messages.mjs";
import { eachWay, onSQLite } from "./harness/suite.mjs";
import { until } from "./harness/wait.mjs";
import { verify } from "./harness/verify.mjs";
import * as step from "./step/recipient.mjs";

onSQLite("a recipient with a phone", (journey) => {
  eachWay((way, script) => {
    journey(`pays after a refused card, signs, downloads what was uploaded and can prove it, ${way}`, async ({ product, visit }) => {
      const file = randomFile("Plans d’exécution – indice A.pdf", 300_000);
      const { people } = await deliver(product, { files: [file] });
      const who = await visit({ script });
      const { page } = who;
      const { link } = await mailedLink(product.base, people[0].email, "/s/");

      await step.open(who, link);
      await page.getByRole("heading", { name: "Plans d’exécution, maison Berthier" }).waitFor();
      assert.match(await page.locator("main").innerText(), /1\s250,00\s€/);
      await look(who, "recipient-pay");

      await step.goToPayment(who);
      await look(who, "sandbox-checkout");
      await step.play(who, "Payer avec une carte refusée");
      await page.getByText("Le paiement a été refusé").waitFor();
      await look(who, "sandbox-checkout-declined");
      await step.play(who, "Payer par carte");
      await page.getByRole("heading", { name: "Paiement reçu, merci" }).waitFor();
      await look(who, "recipient-paid");

      await page.getByRole("link", { name: "Lire et signer" }).click();
      await page.getByRole("heading", { name: "Signer", level: 1 }).waitFor();
      await look(who, "recipient-sign");
      const { code, text } = await step.askCode(who, people[0].phone);
      assert.match(text, /Plans d'exécution|Plans d.ex/);
      await look(who, "recipient-code");
      await step.typeCode(who, code);
      await step.unlocked(who);
      await look(who, "recipient-unlocked");

      const got = await step.fetchBy(who, page.getByRole("link", { name: /^Télécharger Plans/ }));
      assert.equal(sha256(got.content), file.sha256);
      assert.equal(got.name, file.name);
      const certificate = await step.fetchBy(who, page.getByRole("link", { name: "Télécharger le certificat (PDF)" }));
      const verdict = await verify(product, certificate.content, file);
      assert.equal(verdict.verdict, "valid", JSON.stringify(verdict));
    });
  });

  eachWay((way, script) => {
    journey(`sees what is wrong without looking for it, ${way}`, async ({ product, visit }) => {
      const { link } = await deliver(product, { client_kind: "consumer" });
      const who = await visit({ script });
      who.expect(422);
      const { page } = who;
      await step.open(who, link);
      await page.getByRole("button", { name: /^Payer/ }).click();
      await page.waitForURL(/\/pay$/);
      assert.match(await page.title(), /^À corriger — /);
      const box = page.getByRole("alert");
      const inSight = (place) => place.y >= 0 && place.y + place.height <= phone.height;
      await until("the box is in sight", async () => inSight(await box.boundingBox()));
      if (script) assert.ok(await box.evaluate((e) => e === document.activeElement));
      await look(who, "recipient-refused");
      await box.getByRole("link").click();
      await until("the choice is in sight", async () => inSight(await page.getByLabel(/^Je demande/).first().boundingBox()));
    });
  });

  journey("confirms by 3-D Secure on one telephone and signs on another", async ({ product, visit }) => {
    const { link, people, files } = await deliver(product);
    const [first, second] = [await visit(), await visit({ script: false })];
    await step.open(first, link);
    await step.goToPayment(first);
    await step.play(first, "Payer par carte avec 3-D Secure");
    await step.play(first, "Refuser");
    await first.page.getByText("Le paiement a été refusé").waitFor();
    await step.play(first, "Payer par carte avec 3-D Secure");
    await look(first, "sandbox-3ds");
    await step.play(first, "Confirmer le paiement");
    await first.page.getByRole("heading", { name: "Paiement reçu, merci" }).waitFor();

    await step.open(second, link);
    assert.equal(await second.page.getByRole("button", { name: /^Payer/ }).count(), 0, "what is paid is not asked for again");
    await look(second, "recipient-to-sign");
    await step.sign(second, people[0].phone);

    await first.page.getByRole("link", { name: "Lire et signer" }).click();
    await step.unlocked(first);
    const got = await step.fetchBy(first, first.page.getByRole("link", { name: /^Télécharger Plans/ }));
    assert.equal(sha256(got.content), files[0].sha256);
  });

  journey("pays by a direct debit that arrives days later", async ({ product, visit }) => {
    const { link, people } = await deliver(product, { title: "Étude de sol" });
    const who = await visit();
    await step.open(who, link);
    await step.goToPayment(who, "Prélèvement SEPA");
    await step.play(who, "Payer par prélèvement SEPA (quelques jours)");
    await who.page.getByRole("heading", { name: "Paiement en cours" }).waitFor();
    await look(who, "recipient-paid-processing");
    await who.page.getByRole("link", { name: "Voir la remise" }).click();
    await who.page.getByRole("heading", { name: "La banque traite le paiement" }).waitFor();
    await look(who, "recipient-bank");

    const bank = await visit();
    await bank.page.goto("/sandbox/bank");
    await look(bank, "sandbox-bank");
    await bank.page.locator("section", { hasText: "Étude de sol" }).getByRole("button", { name: "Le prélèvement arrive" }).click();
    await until("the payment is known", async () => {
      await who.page.reload();
      return who.page.getByRole("link", { name: "Lire et signer" }).isVisible();
    });
    await step.sign(who, people[0].phone);
  });

  journey("keeps two deliveries in two tabs apart", async ({ product, visit }) => {
    const [one, two] = [await deliver(product, { title: "Façade nord" }), await deliver(product, { title: "Façade sud" })];
    const who = await visit();
    const other = { ...who, page: await who.context.newPage() };
    await step.open(who, one.link);
    await step.open(other, two.link);
    await step.payByCard(who);
    await other.page.reload();
    await other.page.getByRole("heading", { name: "Façade sud" }).waitFor();
    await other.page.getByRole("button", { name: /^Payer/ }).waitFor();
    await who.page.getByRole("link", { name: "Lire et signer" }).click();
    await who.page.getByRole("link", { name: "Façade nord" }).waitFor();
  });

  journey("gets nothing of a locked file, and less than 50 kB for the first page", async ({ product, visit }) => {
    const { id, link } = await deliver(product);
    const who = await visit();
    const weight = await weigh(who.page);
    await step.open(who, link);
    await who.page.waitForLoadState("networkidle");
    assert.ok(weight() > 5_000 && weight() < 50_000, `${weight()} bytes`);
    const shown = await (await fetch(`${product.base}/api/v1/deliveries/${id}`, { headers: { Authorization: `Bearer ${product.key}` } })).json();
    for (const path of ["files.zip", `files/${shown.deliverables[0].id}`]) {
      for (const headers of [{}, { Range: "bytes=0-99" }]) {
        const answer = await who.context.request.get(`${new URL(who.page.url()).pathname}/${path}`, { headers });
        assert.equal(answer.status(), 402, path);
        assert.match(answer.headers()["content-type"], /^text\/html/);
      }
    }
    who.expect(402);
    await who.page.goto(`${who.page.url()}/files.zip`);
    await look(who, "failure-402");
  });

  journey("reads English, declines with a reason", async ({ product, visit }) => {
    const { link } = await deliver(product, { people: [person({ language: "en" })] });
    const who = await visit({ script: false });
    await step.open(who, link);
    await who.page.getByRole("button", { name: /^Pay €1,250.00/ }).waitFor(); // the language in which they are written to
    await look(who, "recipient-pay-english");
    await who.page.getByRole("button", { name: "Français" }).click();
    await who.page.getByText("Refuser cette remise").click();
    who.expect(422);
    await who.page.getByRole("button", { name: "Refuser", exact: true }).click();
    await who.page.getByRole("alert").waitFor();
    await look(who, "recipient-decline-refused");
    await who.page.getByLabel("Votre motif").fill("Nous n’avons rien commandé.");
    await who.page.getByRole("button", { name: "Refuser", exact: true }).click();
    await who.page.getByRole("heading", { name: "Vous avez refusé cette remise" }).waitFor();
    await look(who, "recipient-declined");
  });
});

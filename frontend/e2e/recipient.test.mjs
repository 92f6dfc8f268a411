// The recipient's way, on a phone, from the mailed link to the file and its proof.
import assert from "node:assert/strict";
import { deliver, person, randomFile, sha256 } from "./harness/api.mjs";
import { look } from "./harness/browser.mjs";
import { mailedLink } from "./harness/messages.mjs";
import { eachWay, onBothEngines } from "./harness/suite.mjs";
import { verify } from "./harness/verify.mjs";
import * as step from "./step/recipient.mjs";

onBothEngines("a recipient with a phone", (journey) => {
  eachWay((way, script) => {
    journey(`pays after a refused card, signs, downloads what was uploaded and can prove it, ${way}`, async ({ product, visit }) => {
      const file = randomFile("Plans d’exécution – indice A.pdf", 300_000);
      const { people } = await deliver(product, { files: [file] });
      const who = await visit({ script });
      const { page } = who;
      const { link } = await mailedLink(product.base, people[0].email, "/d/");

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
});

// The sender's way: from nothing to a link that is sent.
import assert from "node:assert/strict";
import { person, randomFile, sha256 } from "./harness/api.mjs";
import { desk, look } from "./harness/browser.mjs";
import { mailedLink } from "./harness/messages.mjs";
import { eachWay, onSQLite } from "./harness/suite.mjs";
import * as recipient from "./step/recipient.mjs";
import * as step from "./step/sender.mjs";

const company = { legalName: "Studio Lemoine EURL", address: "3 place Bellecour\n69002 Lyon", telephone: "04 78 00 00 01", siren: "732829320" };

onSQLite("a new sender", (journey) => {
  eachWay((way, script) => {
    test(`signs up, says who they are, sends two files and copies the link, ${way}`, way, script);
  });

  function test(title, way, script) {
    journey(title, async ({ product, visit }) => {
      const me = { name: "Anaïs Lemoine", email: `anais.${script}@lemoine.example`, password: "une maison au bord du lac", workspace: `Studio Lemoine ${way}` };
      const who = await visit({ screen: desk, script, more: { permissions: ["clipboard-read", "clipboard-write"] } });
      const { page } = who;
      await page.goto("/");
      await look(who, "home");
      await page.getByRole("link", { name: "Créer un compte" }).click();
      await look(who, "signup");
      await step.signUp(who, me);
      await page.getByRole("heading", { name: "Regardez votre messagerie" }).waitFor();
      await look(who, "check-mail");
      await step.confirm(who, me.email);
      await look(who, "confirm");
      await step.button(who, "Confirmer mon adresse").click();
      await page.getByRole("heading", { name: "Votre première remise" }).waitFor();
      await look(who, "deliveries-empty");
      await page.getByRole("link", { name: "Compléter mon entreprise" }).click();
      await look(who, "profile");
      await step.fillProfile(who, company);
      await page.goto("/deliveries/new");
      await look(who, "editor");

      const people = [person()];
      const files = [randomFile("Plans – indice A.pdf", 400_000), randomFile("Métré.xlsx", 90_000)];
      await step.fillEditor(who, { title: "Plans d'exécution, maison Berthier", message: "Bonjour,\nvoici les plans.", price: "1 250,00", people, files });
      if (script) await page.locator("[data-text]", { hasText: ", reçu" }).nth(1).waitFor();
      await look(who, "editor-filled");
      await step.review(who);
      await look(who, "review");
      await page.goBack(); // finds what was typed, at the draft
      await page.waitForURL(/\/deliveries\/[^/]+\/edit$/);
      assert.equal(await page.locator("input[name=title]").inputValue(), "Plans d'exécution, maison Berthier");
      await page.goForward();
      const shown = await step.send(who);
      await look(who, "delivery-sent");
      if (script) {
        await step.button(who, "Copier").click();
        await page.getByText("Copié").waitFor();
        assert.equal(await page.evaluate(() => navigator.clipboard.readText()), shown);
      }
      const mailed = await mailedLink(product.base, people[0].email, "/s/");
      assert.equal(mailed.link, shown);

      const client = await visit({ script });
      await recipient.open(client, shown);
      assert.match(await client.page.locator("main").innerText(), /Studio Lemoine EURL[\s\S]*Plans – indice A\.pdf[\s\S]*Métré\.xlsx[\s\S]*1\s250,00\s€/);
      await recipient.payByCard(client);
      await recipient.sign(client, people[0].phone);
      await look(client, "recipient-unlocked-two-files");
      for (const file of files) {
        const got = await recipient.fetchBy(client, client.page.getByRole("link", { name: `Télécharger ${file.name}` }));
        assert.equal(sha256(got.content), file.sha256, file.name);
      }
      await page.goto("/deliveries");
      await look(who, "deliveries");
      assert.match(await page.locator("main").innerText(), /Terminée|Ouverte/);
    });
  }
});

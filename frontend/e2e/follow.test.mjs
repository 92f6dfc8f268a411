// What a sender does after sending: follow, refund, withdraw, extend, waive, correct, reset, replace.
import assert from "node:assert/strict";
import { call, deliver, inDays, randomFile, sha256 } from "./harness/api.mjs";
import { desk, look, phone } from "./harness/browser.mjs";
import { mailedLink, texted } from "./harness/messages.mjs";
import { onSQLite } from "./harness/suite.mjs";
import { until } from "./harness/wait.mjs";
import * as client from "./step/recipient.mjs";
import * as step from "./step/sender.mjs";

onSQLite("a sender who follows", (journey) => {
  journey("sees the page change while the client pays and signs, and loses neither what is typed nor what is open", async ({ product, visit }) => {
    const { id, link, people } = await deliver(product);
    const me = await visit({ screen: desk });
    const { page } = me;
    await step.signIn(me);
    await page.goto(`/deliveries/${id}`);
    await page.evaluate(() => (globalThis.loaded = "once"));
    const withdrawal = (await step.unfold(me, "Retirer la remise")).getByLabel("Motif");
    await withdrawal.fill("Le client hésite");
    const chain = await step.unfold(me, "Empreintes des événements");
    await chain.locator("summary").focus();

    const who = await visit();
    await client.open(who, link);
    await page.getByText(/A ouvert la page le/).waitFor();
    await client.payByCard(who);
    const sentence = page.locator("[data-now]");
    await sentence.getByText("Il reste à signer.").waitFor();
    await page.getByText("Encaissé").first().waitFor();
    assert.equal(await chain.evaluate((d) => d.open), true, "what was open is open");
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), "SUMMARY", "the focus is where it was");
    assert.equal(await withdrawal.inputValue(), "Le client hésite", "what was typed is there");
    assert.equal(await page.getByText("Rembourser").count(), 0, "where somebody types, nothing moves");
    await withdrawal.fill("");
    await withdrawal.blur();
    await page.getByText("Rembourser").first().waitFor();

    await client.sign(who, people[0].phone);
    await sentence.getByText("Tout est réglé, les fichiers sont ouverts").waitFor();
    await page.getByRole("link", { name: "Télécharger le certificat" }).first().waitFor();
    await page.getByRole("button", { name: "Copier" }).first().waitFor(); // what a script adds, it adds again
    assert.equal(await page.evaluate(() => globalThis.loaded), "once", "nobody loaded the page again");
    await look(me, "delivery-live");
  });

  journey("is told when the page can follow no more: the server is away, or the session has ended", async ({ product, visit }) => {
    const { id } = await deliver(product);
    const me = await visit({ screen: desk });
    const { page } = me;
    await step.signIn(me);
    await page.goto(`/deliveries/${id}`);
    me.expect(0); // a server that is away, and a stream that is a page
    const again = () => page.evaluate(() => document.dispatchEvent(new Event("visibilitychange"))); // as if the page were shown again
    const lost = page.getByText("Connexion perdue, nouvel essai…");
    await page.context().setOffline(true);
    await again();
    await lost.waitFor();
    await page.context().setOffline(false);
    await again();
    await lost.waitFor({ state: "hidden" });
    await page.context().clearCookies();
    await again();
    await page.getByText("Votre session est terminée").waitFor();
    await page.getByRole("link", { name: "Reconnectez-vous" }).click();
    assert.equal(new URL(page.url()).searchParams.get("next"), `/deliveries/${id}`, "signing in leads back");
  });

  journey("sees who paid, signed and downloaded; refunds a part, then all", async ({ product, visit }) => {
    const { id, link, people } = await deliver(product);
    const who = await visit();
    await client.open(who, link);
    await client.payByCard(who);
    await client.sign(who, people[0].phone);
    await client.fetchBy(who, who.page.getByRole("link", { name: /^Télécharger Plans/ }));

    const me = await visit({ screen: desk });
    const { page } = me;
    await step.signIn(me);
    await page.goto(`/deliveries/${id}`);
    for (const words of [/A ouvert la page le/, /A signé le/, /A téléchargé le/, /Tout est réglé, les fichiers sont ouverts/, /Encaissé/]) await page.getByText(words).first().waitFor();
    await look(me, "delivery-completed");
    const refund = async (extent, amount) => {
      const fold = await step.unfold(me, "Rembourser");
      await fold.getByRole("radio", { name: extent }).check();
      if (amount) await fold.getByLabel("Montant, pour une partie").fill(amount);
      // The page that the button leads to is awaited: a page asked for again halfway there is no page.
      await Promise.all([page.waitForEvent("load"), fold.getByRole("button", { name: "Rembourser" }).click()]);
    };
    const becomes = (words) => until(String(words), async () => (await page.reload(), page.getByText(words).first().isVisible()));
    await refund("Une partie", "50,00");
    await becomes(/dont 50,00\s€ remboursés/);
    await look(me, "delivery-refunded-part");
    await who.page.reload();
    await client.unlocked(who);
    await refund("Tout");
    await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: /^Rembourser \d/ }).click()]);
    await becomes(/Le paiement a été rendu/);
    await look(me, "delivery-revoked");

    who.expect(410);
    const files = who.page.url();
    await who.page.reload();
    await who.page.getByRole("heading", { name: "L’accès aux fichiers a pris fin" }).waitFor();
    await look(who, "recipient-revoked");
    assert.equal((await who.context.request.get(`${files}/files.zip`)).status(), 410);
  });

  journey("withdraws one, extends another and waives both its steps, on a telephone without script", async ({ product, visit }) => {
    const [first, second] = [await deliver(product), await deliver(product)];
    const me = await visit({ script: false });
    const { page } = me;
    await step.signIn(me);
    await page.goto(`/deliveries/${first.id}`);
    await look(me, "delivery-narrow");
    let fold = await step.unfold(me, "Retirer la remise");
    await fold.getByLabel("Motif").fill("Envoyée par erreur");
    await fold.getByRole("button", { name: "Retirer la remise" }).click();
    await page.getByText("Vous avez retiré cette remise").waitFor();
    await look(me, "delivery-withdrawn");
    const who = await visit();
    await client.open(who, first.link);
    await who.page.getByRole("heading", { name: "Cette remise a été retirée" }).waitFor();
    await look(who, "recipient-withdrawn");

    await page.goto(`/deliveries/${second.id}`);
    fold = await step.unfold(me, "Prolonger");
    await fold.getByLabel("Nouvelle date").fill(inDays(400));
    await fold.getByRole("button", { name: "Prolonger" }).click();
    await page.getByText("Délai prolongé").first().waitFor(); // the fingerprints name it too
    for (const reason of ["Paiement reçu au guichet.", "Client de longue date."]) {
      fold = await step.unfold(me, "Renoncer à cette étape");
      await fold.getByLabel("Motif").fill(reason);
      await fold.getByRole("button", { name: "Renoncer" }).click();
      await page.getByText(reason).first().waitFor();
    }
    await client.open(who, second.link);
    await client.unlocked(who);
    await look(who, "recipient-waived");
  });

  journey("accepts another number and corrects an address", async ({ product, visit }) => {
    const { id, link, people } = await deliver(product);
    const who = await visit({ script: false });
    await client.open(who, link);
    await client.payByCard(who);
    await who.page.getByRole("link", { name: "Lire et signer" }).click();
    await who.page.getByText("Ce n’est pas mon numéro").click();
    await who.page.getByLabel("Mon numéro mobile").fill("12");
    who.expect(422);
    await who.page.getByRole("button", { name: "Proposer ce numéro" }).click();
    await who.page.getByText(/Ce n’est pas un numéro de téléphone/).first().waitFor();
    await look(who, "recipient-number-refused");
    await who.page.getByLabel("Mon numéro mobile").fill("06 39 98 77 66");
    await who.page.getByRole("button", { name: "Proposer ce numéro" }).click();
    await who.page.getByRole("heading", { name: "Votre numéro est à valider" }).waitFor();
    await look(who, "recipient-number-proposed");

    const me = await visit({ screen: desk });
    await step.signIn(me);
    await me.page.goto(`/deliveries/${id}`);
    await look(me, "delivery-number-proposed");
    await me.page.getByRole("button", { name: "Accepter ce numéro" }).click();
    await me.page.getByText("06 39 98 77 66").first().waitFor();
    await who.page.reload();
    await client.sign(who, "+33639987766");

    const other = await deliver(product);
    await me.page.goto(`/deliveries/${other.id}`);
    const fold = await step.unfold(me, "Corriger l’adresse ou le numéro");
    const address = `nouvelle-${other.people[0].email}`;
    await fold.getByLabel("Adresse e-mail").fill(address);
    await fold.getByRole("button", { name: "Enregistrer" }).click();
    const fresh = await mailedLink(product.base, address, "/s/");
    assert.notEqual(fresh.link, other.link);
    who.expect(410);
    await client.open(who, other.link);
    await who.page.getByRole("button", { name: "English" }).waitFor();
    await look(who, "recipient-link-replaced");
    await who.page.getByRole("button", { name: /Recevoir|Demander/ }).click();
    await who.page.getByRole("status").waitFor();
    await look(who, "recipient-link-asked");
    const again = await mailedLink(product.base, address, "/s/", [fresh.id]);
    await client.open(who, again.link);
    await who.page.getByRole("button", { name: /^Payer/ }).waitFor();
    assert.equal(people.length, 1);
  });

  journey("opens the code again after five wrong ones", async ({ product, visit }) => {
    const { id, link, people } = await deliver(product, { price: undefined, vat_rate: undefined, due_on: undefined, gates: ["signature"] });
    const who = await visit({ script: false });
    who.expect(422, 429);
    await client.open(who, link);
    await who.page.getByRole("link", { name: "Lire et signer" }).click();
    const { code, id: seen } = await client.askCode(who, people[0].phone);
    const wrong = code === "000000" ? "111111" : "000000";
    for (let left = 4; left >= 0; left--) {
      await client.typeCode(who, wrong);
      await (left > 0 ? who.page.getByText(left > 1 ? `Il vous reste ${left} essais.` : "Il vous reste un essai.") : who.page.getByText("Plus d’essai possible pour l’instant")).waitFor();
      if (left === 4) await look(who, "recipient-code-wrong");
    }
    await look(who, "recipient-code-locked");

    const me = await visit({ screen: phone });
    await step.signIn(me);
    await me.page.goto(`/deliveries/${id}`);
    await me.page.getByRole("button", { name: "Redonner des essais" }).waitFor();
    await look(me, "delivery-passcode-locked");
    await me.page.getByRole("button", { name: "Redonner des essais" }).click();
    await me.page.getByRole("status").waitFor();
    await who.page.goto(new URL(who.page.url()).pathname.replace(/\/sign$/, ""));
    await who.page.getByRole("link", { name: "Lire et signer" }).click();
    const consent = who.page.getByRole("checkbox", { name: /J’ai lu ce texte/ });
    if (await consent.count()) await client.askCode(who, people[0].phone, [seen]);
    const fresh = await texted(product.base, people[0].phone, [seen]);
    await client.typeCode(who, fresh.code);
    await client.unlocked(who);
  });

  for (const script of [true, false]) {
    journey(`replaces a file before anyone paid, ${script ? "with" : "without"} script`, async ({ product, visit }) => {
      const { id, link, people } = await deliver(product);
      const better = randomFile("Plans – indice B.pdf", 150_000);
      const me = await visit({ screen: desk, script });
      await step.signIn(me);
      await me.page.goto(`/deliveries/${id}`);
      const fold = await step.unfold(me, "Remplacer un fichier");
      await step.chooseFiles(me, [better]);
      if (script) await me.page.locator("[data-text]", { hasText: ", reçu" }).waitFor();
      await look(me, "delivery-replace");
      await fold.getByRole("button", { name: "Remplacer un fichier" }).click();
      await me.page.getByText("Le fichier est remplacé.").waitFor();
      const who = await visit({ script });
      await client.open(who, link);
      await who.page.getByText("Plans – indice B.pdf").first().waitFor();
      await client.payByCard(who);
      await client.sign(who, people[0].phone);
      const got = await client.fetchBy(who, who.page.getByRole("link", { name: /^Télécharger Plans/ }));
      assert.equal(sha256(got.content), better.sha256);
      assert.equal((await call(product, "GET", `/deliveries/${id}`)).state, "completed");
    });
  }
});

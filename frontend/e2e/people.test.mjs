// The people the product is for, each from their own side to the end. The operator who restores a backup is in
// operator.test.mjs.
import assert from "node:assert/strict";
import { deliver, person, randomFile, sha256 } from "./harness/api.mjs";
import { desk, look } from "./harness/browser.mjs";
import { mailedLink, message } from "./harness/messages.mjs";
import { onBothEngines } from "./harness/suite.mjs";
import { until } from "./harness/wait.mjs";
import * as recipient from "./step/recipient.mjs";
import * as step from "./step/sender.mjs";

const unlockedMail = (base, to) => message(base, `the files for ${to}`, (m) => m.channel === "email" && m.to === to && m.attachments.some((a) => /^certifica/.test(a.name)));

onBothEngines("the people it is for", (journey) => {
  journey("an architect sends, follows, and asks again", async ({ product, visit }) => {
    const me = { name: "Architecte", email: "architecte@atelier.example", password: "une maison au bord du lac", workspace: "Atelier du quai" };
    const who = await visit({ screen: desk });
    const { page } = who;
    await page.goto("/signup");
    await step.signUp(who, me);
    await step.confirm(who, me.email);
    await step.button(who, "Confirmer mon adresse").click();
    await page.goto("/settings/profile");
    await step.fillProfile(who, { legalName: "Atelier du quai SARL", address: "3 quai des Célestins\n69002 Lyon", telephone: "04 78 00 00 02", siren: "732829320" });

    await page.goto("/deliveries/new");
    const client = person({ name: "Cliente" });
    const plan = randomFile("Permis de construire – indice A.pdf", 300_000);
    await step.chooseFiles(who, [plan]);
    await page.locator("[data-text]", { hasText: ", reçu" }).waitFor();
    assert.equal(await page.getByLabel("Titre").inputValue(), "Permis de construire – indice A", "the title is the file's");
    await page.getByLabel("Prix en euros").fill("1 000");
    await page.getByLabel("Ce prix est").selectOption("net");
    await page.getByText(/1\s200,00\s€/).first().waitFor();
    await page.getByLabel("Nom", { exact: true }).first().fill(client.name);
    await page.getByLabel("Adresse e-mail").first().fill(client.email);
    await page.getByLabel("Téléphone mobile").first().fill(client.phone);
    await look(who, "architect-editor");
    await step.review(who);
    assert.match(await page.locator("main").innerText(), /environ/, "what is left after fees");
    await look(who, "architect-review");
    const link = await step.send(who);
    await look(who, "architect-sent");

    const other = await visit();
    await recipient.open(other, link);
    await recipient.payByCard(other);
    await page.reload();
    await page.getByText("À signer").first().waitFor();
    await recipient.sign(other, client.phone);
    await recipient.fetchBy(other, other.page.getByRole("link", { name: /^Télécharger Permis/ }));
    await unlockedMail(product.base, me.email);
    await page.goto("/deliveries");
    assert.match(await page.locator("main").innerText(), /Terminée|Ouverte/);
    await page.getByRole("link", { name: "Clients" }).click();
    await page.getByRole("link", { name: client.name }).click();
    await page.getByRole("link", { name: /^Permis de construire/ }).waitFor();
    await look(who, "architect-client");
  });

  journey("a client in a car park, on a phone without script, pays, signs and takes the files home", async ({ product, visit }) => {
    const file = randomFile("Plans d’exécution.pdf", 400_000);
    const { people } = await deliver(product, { files: [file] });
    const who = await visit({ script: false });
    const { link } = await mailedLink(product.base, people[0].email, "/s/");
    await recipient.open(who, link);
    await recipient.payByCard(who);
    await recipient.sign(who, people[0].phone);
    await who.page.getByRole("button", { name: "Recevoir le lien sur mon ordinateur" }).click();
    const { link: home } = await mailedLink(product.base, people[0].email, "/s/");
    const computer = await visit({ screen: desk });
    await recipient.open(computer, home);
    const got = await recipient.fetchBy(computer, computer.page.getByRole("link", { name: /^Télécharger Plans/ }));
    assert.equal(sha256(got.content), file.sha256);
    await message(product.base, "the certificate of delivery", (m) => m.channel === "email" && m.to === people[0].email && m.attachments.some((a) => /attestation/.test(a.name)));
  });

  journey("a director signs on a telephone what the accountant paid at a desk, who never gets a file", async ({ product, visit }) => {
    const { link, people } = await deliver(product);
    const accountant = "compta@maitre-ouvrage.example";
    const director = await visit();
    await recipient.open(director, link);
    await director.page.locator("summary", { hasText: "Faire régler par ma comptabilité" }).click();
    const form = director.page.locator("form").filter({ has: director.page.getByRole("button", { name: "Envoyer le lien de paiement" }) });
    await form.getByLabel("Nom, ou service").fill("Comptabilité");
    await form.getByLabel("Adresse e-mail").fill(accountant);
    await form.getByRole("button", { name: "Envoyer le lien de paiement" }).click();
    await director.page.getByText("Le lien pour payer est parti à Comptabilité").first().waitFor();
    await look(director, "director-named");

    const payer = await visit({ screen: desk });
    const { link: toPay } = await mailedLink(product.base, accountant, "/s/");
    await recipient.open(payer, toPay);
    await look(payer, "accountant-pay");
    const shown = await payer.page.locator("main").innerText();
    assert.match(shown, /1\s250,00\s€/);
    assert.doesNotMatch(shown, /Empreintes|Lire et signer/);
    await recipient.goToPayment(payer);
    await recipient.play(payer, "Payer par carte");
    await payer.page.getByRole("heading", { name: /Réglé, merci|Paiement reçu, merci/ }).waitFor();

    await director.page.goto(director.page.url());
    await recipient.sign(director, people[0].phone);
    await recipient.fetchBy(director, director.page.getByRole("link", { name: /^Télécharger Plans/ }));

    await payer.page.goto(toPay);
    await look(payer, "accountant-paid");
    const receipt = await payer.context.request.get(await payer.page.locator("[aria-labelledby=papers] a").first().getAttribute("href"));
    assert.equal((await receipt.body()).subarray(0, 5).toString(), "%PDF-");
    assert.equal(await payer.page.getByRole("link", { name: /Télécharger Plans|certificat/ }).count(), 0);
    const id = /\/d\/([0-9a-z]+)$/.exec(payer.page.url())[1];
    for (const path of ["files.zip", "certificate.pdf", "sign"]) {
      const answer = await payer.context.request.get(`/d/${id}/${path}`, { maxRedirects: 0 });
      assert.ok([303, 402, 403, 404, 409].includes(answer.status()), `${path} answers ${answer.status()}`);
    }
  });

  // The last one: from here on every page of this sender offers a transfer.
  journey("a client without script pays by transfer in two parts, and the sender records what arrives", async ({ product, visit }) => {
    const office = await visit({ screen: desk });
    await step.signIn(office);
    await office.page.goto("/settings/bank");
    await office.page.getByLabel("IBAN").fill("FR76 3000 6000 0112 3456 7890 189");
    await office.page.getByLabel("Titulaire du compte").fill("Atelier du quai SARL");
    await step.button(office, "Enregistrer").click();
    await office.page.getByText("Enregistré.").waitFor();

    const { id, link, people, files } = await deliver(product, { title: "Étude de sol" });
    const client = await visit({ script: false });
    const page = client.page;
    await recipient.open(client, link);
    await until("the account is on the page", async () => { // a page may know the sender as they were some seconds ago
      await page.reload();
      return (await page.locator("#transfer").count()) > 0;
    });
    await page.locator("#transfer > summary").click();
    const transfer = page.locator("#transfer");
    await transfer.getByText("FR76 3000 6000 0112 3456 7890 189").waitFor();
    assert.match(await transfer.locator("#transfer-amount").innerText(), /^1\s250,00\s€$/);
    assert.match(await transfer.locator("#transfer-reference").innerText(), /^RF\d\d [0-9A-Z ]+$/);
    await transfer.locator("summary", { hasText: "Code à scanner" }).click();
    assert.ok((await transfer.locator("svg.qr").boundingBox()).width > 100, "the code can be scanned");
    await look(client, "transfer-pay");
    await transfer.getByRole("button", { name: "J’ai fait le virement" }).click();
    await page.getByText(/Vous avez annoncé un virement de 1\s250,00\s€/).waitFor();
    assert.equal(await page.getByRole("button", { name: /^Payer/ }).isVisible(), false, "nothing leads to paying twice");
    await page.locator("summary", { hasText: "Payer en ligne à la place" }).click();
    await page.getByText("ne payez pas une seconde fois").waitFor();
    await look(client, "transfer-announced");

    await office.page.goto("/deliveries");
    await office.page.locator("li", { hasText: "Virement annoncé, à vérifier" }).getByRole("link", { name: "Étude de sol" }).click();
    await office.page.getByText("Un virement est annoncé : à vous de regarder votre compte.").waitFor();
    await look(office, "transfer-needed");
    const record = await step.unfold(office, "Enregistrer un paiement reçu");
    await record.getByLabel("Montant en euros").fill("400");
    await record.getByRole("button", { name: "Enregistrer le paiement" }).click();
    await office.page.getByText(/Reçu 400,00\s€ sur 1\s250,00\s€\s; il reste 850,00\s€ à payer\./).waitFor();
    await look(office, "transfer-partly");
    await office.page.goto("/deliveries");
    assert.doesNotMatch(await office.page.locator("main").innerText(), /Virement annoncé/);

    await page.reload();
    await page.getByText(/Reçu\s: 400,00\s€ sur 1\s250,00\s€\. Reste 850,00\s€ à payer\./).waitFor();
    await page.locator("#transfer > summary").click();
    assert.match(await page.locator("#transfer-amount").innerText(), /^850,00\s€$/);
    await look(client, "transfer-balance");

    await office.page.goto(`/deliveries/${id}`);
    const rest = await step.unfold(office, "Enregistrer un paiement reçu");
    await rest.getByRole("button", { name: /^Tout est arrivé\s: 850,00\s€$/ }).click();
    await office.page.getByText("Il reste à signer.").waitFor();

    await page.reload();
    await recipient.sign(client, people[0].phone);
    const got = await recipient.fetchBy(client, page.getByRole("link", { name: /^Télécharger Plans/ }));
    assert.equal(sha256(got.content), files[0].sha256);
    await until("both receipts are made", async () => {
      await page.reload();
      return (await page.locator("[aria-labelledby=papers] a").count()) === 2;
    });
    for (const receipt of await page.locator("[aria-labelledby=papers] a").all()) {
      const { name, content } = await recipient.fetchBy(client, receipt);
      assert.match(name, /^recu-.*\.pdf$/);
      assert.equal(content.subarray(0, 5).toString(), "%PDF-");
    }
    await look(client, "transfer-unlocked");
  });
});

// What is typed wrong is said next to where it was typed, in the reader's language, and nothing typed is lost.
import assert from "node:assert/strict";
import { deliver, randomFile } from "./harness/api.mjs";
import { desk, look } from "./harness/browser.mjs";
import { onSQLite } from "./harness/suite.mjs";
import * as client from "./step/recipient.mjs";
import * as step from "./step/sender.mjs";

const typed = { name: "Hélène Berthier", email: "helene@", phone: "12", roles: ["payer", "signer"] };

onSQLite("a page that refuses", (journey) => {
  journey("names every field of a delivery and keeps what was typed", async ({ visit }) => {
    const me = await visit({ screen: desk, script: false });
    const { page } = me;
    me.expect(422);
    await step.signIn(me);
    await page.goto("/deliveries/new");
    await step.fillEditor(me, { title: "Plans", message: "Voici.", price: "-5", people: [typed], files: [{ name: "x".repeat(300) + ".pdf", content: Buffer.from("x") }] });
    await page.getByLabel("Échéance").fill("2020-01-01");
    await page.getByRole("button", { name: "Vérifier et envoyer" }).last().click();
    const summary = page.getByRole("alert");
    await summary.waitFor();
    await look(me, "editor-refused");
    const said = await summary.innerText();
    for (const words of [/Prix.*négatif/, /Échéance\s: Cette date est passée/, /Destinataire 1, adresse e-mail/, /Destinataire 1, téléphone/, /Fichiers.*Trop long/]) assert.match(said, words);
    assert.equal(await page.getByLabel("Titre").inputValue(), "Plans");
    assert.equal(await page.getByLabel("Prix en euros").inputValue(), "-5");
    assert.equal(await page.getByLabel("Adresse e-mail").inputValue(), "helene@");
    assert.equal(await page.getByLabel("Téléphone mobile").inputValue(), "12");
    assert.equal(await page.getByLabel("Échéance").inputValue(), "2020-01-01");

    for (const [price, sentence] of [["0", "Laissez vide s’il n’y a rien à payer."], ["douze", "Ce n’est pas un montant"], ["99999999999999999999", "C’est trop."], ["1e3", "Ce n’est pas un montant"]]) {
      await page.getByLabel("Prix en euros").fill(price);
      await page.getByRole("button", { name: "Vérifier et envoyer" }).last().click();
      await page.locator("#price-error").waitFor();
      assert.match(await page.locator("#price-error").innerText(), new RegExp(sentence), price);
      assert.equal(await page.getByLabel("Prix en euros").inputValue(), price);
    }
  });

  for (const [what, file, sentence] of [
    ["a name with ../", { name: "../../etc/passwd", content: "x" }, /barre oblique/],
    ["a name with a control character", { name: "plan\u0007.pdf", content: "x" }, /Fichiers\s: Le nom d’un fichier/],
    ["a name in four-byte characters", { name: "plan 🏠.pdf", content: "x" }, /Renommez le fichier/],
    ["an empty file", { name: "vide.pdf", content: "" }, /vide/],
  ]) {
    journey(`refuses ${what}, sent by hand`, async ({ visit }) => {
      const me = await visit({ screen: desk });
      await step.signIn(me);
      const boundary = "quittance-boundary";
      const field = (name, value) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
      const fields = { title: "Plans", price: "100", "recipients-0-name": "Hélène", "recipients-0-email": "h@berthier.example\nBcc: x@y.example", "recipients-0-phone": "0639980001", "recipients-0-roles": "payer", action: "review" };
      const body = Object.entries(fields).map(([name, value]) => field(name, value)).join("") + `--${boundary}\r\nContent-Disposition: form-data; name="files"; filename="${file.name}"\r\nContent-Type: application/pdf\r\n\r\n${file.content}\r\n--${boundary}--\r\n`;
      const answer = await me.context.request.post("/deliveries/new", { headers: { "Content-Type": `multipart/form-data; boundary=${boundary}` }, data: Buffer.from(body) });
      const page = await answer.text();
      assert.equal(answer.status(), 422, page);
      assert.match(page.match(/role="alert">[\s\S]*?<\/ul>/)?.[0] ?? page, sentence);
      if (file.content && !/[^ -~]/.test(file.name)) assert.match(page, /Destinataire 1, adresse e-mail/);
      assert.match(page, /value="Plans"/);
    });
  }

  journey("says why sign-up and profile are refused", async ({ visit }) => {
    const who = await visit({ script: false });
    who.expect(422, 401);
    await who.page.goto("/signup");
    await step.signUp(who, { name: "", email: "camille@", password: "court", workspace: "" });
    await who.page.getByRole("alert").waitFor();
    await look(who, "signup-refused");
    assert.equal(await who.page.getByLabel("Adresse e-mail").inputValue(), "camille@");
    await who.page.goto("/signin");
    await who.page.getByLabel("Adresse e-mail").fill("personne@example.org");
    await who.page.getByLabel("Mot de passe").fill("je ne sais plus lequel");
    await step.button(who, "Se connecter").click();
    await who.page.getByText("Adresse ou mot de passe inconnus.").waitFor();
    await look(who, "signin-refused");
    await step.signIn(who);
    await who.page.goto("/settings/profile");
    await who.page.getByLabel("SIREN").fill("123456789");
    await step.button(who, "Enregistrer").click();
    await who.page.getByText(/celui-ci n’est pas valable/).first().waitFor();
    await look(who, "profile-refused");
    await who.page.goto("/settings/api-keys");
    await look(who, "api-keys");
    await who.page.getByLabel("Nom").fill("Export du bureau d’études");
    await step.button(who, "Créer la clé").click();
    await who.page.getByText("Copiez-la maintenant").waitFor();
    await look(who, "api-keys-created");
  });

  journey("gives nothing for an altered link, an unknown page or one of another workspace", async ({ product, visit }) => {
    const { link } = await deliver(product, { files: [randomFile("Plan.pdf", 1000)] });
    const who = await visit();
    who.expect(401, 404, 410);
    const altered = link.slice(0, -8) + (link.at(-8) === "A" ? "B" : "A") + link.slice(-7);
    assert.equal((await who.page.goto(altered)).status(), 401);
    await look(who, "failure-401");
    assert.doesNotMatch(await who.page.locator("main").innerText(), /Plans|Berthier|Moreau/);
    assert.equal((await who.page.goto("/n-existe-pas")).status(), 404);
    await look(who, "failure-404");
    await client.open(who, link);
    await who.page.getByRole("button", { name: /^Payer/ }).waitFor();
  });
});

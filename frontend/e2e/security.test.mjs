// What protects an account: passkeys on the browser's virtual authenticator, codes and sessions without script.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { desk, look, phone } from "./harness/browser.mjs";
import { message } from "./harness/messages.mjs";
import { sender } from "./harness/product.mjs";
import { onLocalhost, onSQLite } from "./harness/suite.mjs";
import * as step from "./step/sender.mjs";

const press = (who, name) => who.page.getByRole("button", { name, exact: true }).click();

/** A device that keeps passkeys and whose owner's finger is always there. */
async function authenticator(who) {
  const wire = await who.context.newCDPSession(who.page);
  await wire.send("WebAuthn.enable");
  const { authenticatorId } = await wire.send("WebAuthn.addVirtualAuthenticator", {
    options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
  return {
    finger: (isUserVerified) => wire.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified }),
    keys: async () => (await wire.send("WebAuthn.getCredentials", { authenticatorId })).credentials,
  };
}

/** What an app shows for a secret (RFC 6238), so many steps from now. */
function code(secret, ahead = 0) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret].map((c) => alphabet.indexOf(c).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
  const at = Buffer.alloc(8);
  at.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + ahead));
  const mac = createHmac("sha1", key).update(at).digest();
  return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

onLocalhost("who signs in with a passkey", (journey) => {
  journey("adds one, comes in with it alone, and removes it", async ({ product, visit }) => {
    const who = await visit({ screen: desk });
    const { page } = who;
    const device = await authenticator(who);
    await step.signIn(who);
    await page.goto("/settings/security");
    await page.getByLabel(/Nom de la clé/).fill("Ordinateur de Camille");
    await press(who, "Ajouter une clé d’accès");
    await page.getByText("La clé d’accès est ajoutée.").waitFor();
    await page.getByText("Ordinateur de Camille").waitFor();
    await look(who, "security");
    const [made] = await device.keys();
    assert.equal(made.rpId, "localhost");
    assert.ok(made.isResidentCredential);
    const told = await message(product.base, "an e-mail about the passkey", (m) => m.channel === "email" && m.to === sender.email && /passkey/.test(m.text));
    assert.match(told.subject, /changement de sécurité/);

    await press(who, "Se déconnecter");
    await page.goto("/signin?next=/settings/profile");
    await look(who, "signin");
    await device.finger(false);
    await press(who, "Se connecter avec une clé d’accès");
    await page.getByText("Rien n’a été fait").waitFor();
    await device.finger(true);
    await press(who, "Se connecter avec une clé d’accès");
    await page.waitForURL((url) => url.pathname === "/settings/profile");

    await page.goto("/settings/security");
    await press(who, "Retirer la clé d’accès Ordinateur de Camille");
    await page.getByText("La clé d’accès est retirée.").waitFor();
    await press(who, "Se déconnecter");
    await page.goto("/signin");
    who.expect(401);
    await press(who, "Se connecter avec une clé d’accès");
    await page.getByText("Cette clé d’accès n’ouvre aucun compte ici.").waitFor();
  });
});

onSQLite("who protects an account", (journey) => {
  journey("without script: a code after the password, recovery codes, and the sessions of elsewhere ended", async ({ visit }) => {
    const who = await visit({ screen: phone, script: false });
    const elsewhere = await visit({ screen: phone, script: false });
    const { page } = who;
    await step.signIn(who);
    await step.signIn(elsewhere);
    await page.goto("/settings/security");
    await page.getByText("une clé d’accès ne peut appartenir qu’à un nom de domaine").waitFor(); // 127.0.0.1
    await look(who, "security-sessions");
    await press(who, "Activer");
    await page.getByRole("heading", { name: "Activer le code à la connexion" }).waitFor();
    await look(who, "codes");
    const secret = (await page.locator("a[href^='otpauth:']").getAttribute("href")).match(/secret=([A-Z2-7]+)/)[1];
    who.expect(422);
    await page.getByLabel(/Code affiché/).fill("000000");
    await press(who, "Activer");
    await page.getByRole("link", { name: /Ce code n’est pas le bon/ }).waitFor();
    await page.getByLabel(/Code affiché/).fill(code(secret));
    await press(who, "Activer");
    await page.getByRole("heading", { name: "Vos codes de secours" }).waitFor();
    await look(who, "recovery-codes");
    const recovery = await page.locator(".recovery li").allInnerTexts();
    assert.equal(recovery.length, 10);

    await page.getByRole("link", { name: "Je les ai rangés" }).click();
    await page.getByText("Il vous reste 10 codes de secours.").waitFor();
    await press(who, "Fermer toutes les autres");
    await page.getByText("Toutes les autres sessions sont fermées.").waitFor();
    await elsewhere.page.goto("/deliveries");
    await elsewhere.page.waitForURL("**/signin?next=*");

    await press(who, "Se déconnecter");
    await page.goto("/signin");
    await page.getByLabel("Adresse e-mail").fill(sender.email);
    await page.getByLabel("Mot de passe").fill(sender.password);
    await press(who, "Se connecter");
    await page.waitForURL("**/signin/code");
    await look(who, "signin-code");
    await page.getByLabel("Code à six chiffres").fill(code(secret, 1)); // the one of now has served
    await press(who, "Se connecter");
    await page.waitForURL("**/deliveries");

    await elsewhere.page.getByLabel("Adresse e-mail").fill(sender.email);
    await elsewhere.page.getByLabel("Mot de passe").fill(sender.password);
    await press(elsewhere, "Se connecter");
    await elsewhere.page.getByLabel("Code à six chiffres").fill(recovery[0]);
    await press(elsewhere, "Se connecter");
    await elsewhere.page.waitForURL("**/deliveries");
  });
});

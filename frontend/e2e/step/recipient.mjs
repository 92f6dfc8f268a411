// What a recipient does, in their words. Each step waits for what the page then shows.
import { texted } from "../harness/messages.mjs";

/** Opens the link of the e-mail; the token must not stay in the address. */
export async function open(who, link) {
  await who.page.goto(link);
  await who.page.waitForURL(/\/d\/[0-9a-z]+$/);
}

/** From the delivery's page to the processor's. */
export async function goToPayment(who, method = "Carte bancaire") {
  await who.page.getByRole("radio", { name: method }).check();
  await who.page.getByRole("button", { name: /^Payer/ }).click();
  await who.page.waitForURL(/\/sandbox\//);
}

/** Presses a button of the stand-in's payment page. */
export function play(who, button) {
  return who.page.getByRole("button", { name: button, exact: true }).click();
}

/** Pays by card, at once. */
export async function payByCard(who) {
  await goToPayment(who);
  await play(who, "Payer par carte");
  await who.page.getByRole("heading", { name: "Paiement reçu, merci" }).waitFor();
}

/** Ticks the consent and asks for a code: the code, as the telephone shows it. */
export async function askCode(who, phone, seen = []) {
  await who.page.getByRole("checkbox", { name: /J’ai lu ce texte/ }).check();
  await who.page.getByRole("button", { name: "Recevoir mon code par SMS" }).click();
  await who.page.getByLabel("Code à six chiffres").waitFor();
  return texted(who.product.base, phone, seen);
}

/** Types a code. */
export async function typeCode(who, code) {
  await who.page.getByLabel("Code à six chiffres").fill(code);
  await who.page.getByRole("button", { name: "Signer", exact: true }).click();
}

/** Signs from the page that offers it, and waits until the files are there. */
export async function sign(who, phone) {
  await who.page.getByRole("link", { name: "Lire et signer" }).click();
  const { code } = await askCode(who, phone);
  await typeCode(who, code);
  await unlocked(who);
}

/** Waits for the files, through the page that says that the certificate is being made. */
export function unlocked(who) {
  return who.page.getByText("C’est à vous").waitFor();
}

/** Clicks a download and gives what arrived: name and bytes. */
export async function fetchBy(who, link) {
  const [download] = await Promise.all([who.page.waitForEvent("download"), link.click()]);
  const chunks = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk);
  return { name: download.suggestedFilename(), content: Buffer.concat(chunks) };
}

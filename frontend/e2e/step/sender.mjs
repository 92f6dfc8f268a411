// What a sender does, in their words. Each step waits for what the page then shows.
import { mailedLink } from "../harness/messages.mjs";
import { sender } from "../harness/product.mjs";

const button = (who, name) => who.page.getByRole("button", { name, exact: true });

/** Signs in as the member who exists from the start. */
export async function signIn(who) {
  const { page } = who;
  await page.goto("/signin");
  await page.getByLabel("Adresse e-mail").fill(sender.email);
  await page.getByLabel("Mot de passe").fill(sender.password);
  await button(who, "Se connecter").click();
  await page.waitForURL("**/deliveries");
}

/** Fills the sign-up form. */
export async function signUp(who, person) {
  const { page } = who;
  await page.getByLabel("Votre nom").fill(person.name);
  await page.getByLabel("Adresse e-mail").fill(person.email);
  await page.getByLabel("Mot de passe").fill(person.password);
  await page.getByLabel("Nom de votre atelier ou entreprise").fill(person.workspace);
  await button(who, "Créer mon compte").click();
}

/** Follows the link of the confirmation e-mail. */
export async function confirm(who, email) {
  const { link } = await mailedLink(who.product.base, email, "/confirm/");
  await who.page.goto(link);
}

/** Fills "my company" and saves it. */
export async function fillProfile(who, company) {
  const { page } = who;
  await page.getByLabel("Dénomination légale").fill(company.legalName);
  await page.getByLabel("Adresse", { exact: true }).fill(company.address);
  await page.getByLabel("Téléphone").fill(company.telephone);
  await page.getByLabel("SIREN").fill(company.siren);
  await button(who, "Enregistrer").click();
}

/** Fills the editor; files are chosen as a person would. */
export async function fillEditor(who, { title, message, price, people = [], files = [] }) {
  const { page } = who;
  await page.getByLabel("Titre").fill(title);
  if (price !== undefined) await page.getByLabel("Prix en euros").fill(price);
  if (message || people.length > 0) await openOptions(who);
  if (message) await page.getByLabel("Message").fill(message);
  for (const [i, person] of people.entries()) await fillPerson(who, i, person);
  if (files.length > 0) await chooseFiles(who, files);
}

/** Unfolds what is seldom changed. */
export async function openOptions(who) {
  const options = who.page.locator("#options");
  if (!(await options.evaluate((o) => o.open))) await options.locator("summary").click();
}

/** Fills one recipient of the editor. The first stands above the options, their role in them. */
export async function fillPerson(who, i, person) {
  const group = who.page.getByRole("group", { name: `Destinataire ${i + 1}` });
  const first = i === 0 ? who.page.getByRole("region", { name: "Votre client" }) : group;
  await first.getByLabel("Nom", { exact: true }).fill(person.name);
  await first.getByLabel("Adresse e-mail").fill(person.email);
  await first.getByLabel("Téléphone mobile").fill(person.phone);
  for (const [role, label] of [["payer", "Paie"], ["signer", "Signe"], ["reader", "Consulte"]]) {
    await group.getByRole("checkbox", { name: label }).setChecked(person.roles.includes(role));
  }
}

/** Gives files to the file input; those that have a path are on the disk, so that choosing one twice is the same file. */
export function chooseFiles(who, files) {
  return who.page.locator("input[type=file]").setInputFiles(files.map((f) => f.path ?? { name: f.name, mimeType: f.type ?? "application/pdf", buffer: f.content }));
}

/** From the editor to the review. */
export async function review(who) {
  await who.page.getByRole("button", { name: "Vérifier et envoyer" }).last().click();
  await who.page.getByRole("heading", { name: "Vérifier avant d’envoyer" }).waitFor();
}

/** Sends what is reviewed, and gives the first recipient's link as the page shows it. */
export async function send(who) {
  const { page } = who;
  const declared = page.getByRole("checkbox", { name: /Mon client savait/ });
  if (await declared.count()) await declared.check();
  await page.getByRole("button", { name: /^Envoyer/ }).click();
  const link = page.getByLabel("Lien personnel").first();
  await link.waitFor();
  return link.inputValue();
}

/** Opens one of the page's folded forms. */
export async function unfold(who, name) {
  const fold = who.page.locator("details").filter({ has: who.page.locator("summary", { hasText: name }) }).first();
  if (!(await fold.evaluate((d) => d.open))) await fold.locator("summary").first().click();
  return fold;
}

export { button };

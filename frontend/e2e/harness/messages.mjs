// What the sandbox received in place of a telephone and a mailbox.
import { until } from "./wait.mjs";

/** Every message, newest first: {id, channel, to, subject, text, at}. */
export async function messages(base) {
  const answer = await fetch(base + "/sandbox/messages.json");
  if (!answer.ok) throw new Error(`messages.json answered ${answer.status}`);
  return answer.json();
}

/** The newest message that fits, once there is one. */
export async function message(base, what, fits) {
  return until(what, async () => (await messages(base)).find(fits));
}

/** The first address in the newest e-mail to a mailbox whose address contains a text. */
export async function mailedLink(base, to, containing, except = []) {
  const found = await message(base, `an e-mail to ${to} with ${containing}`, (m) => m.channel === "email" && m.to === to && linkIn(m, containing) && !except.includes(m.id));
  return { id: found.id, link: linkIn(found, containing), subject: found.subject };
}

/** The six digits of the newest text message to a number, not one of those already seen. */
export async function texted(base, to, seen = []) {
  const found = await message(base, `a code sent to ${to}`, (m) => m.channel === "sms" && digits(m.to) === digits(to) && /\b\d{6}\b/.test(m.text) && !seen.includes(m.id));
  return { id: found.id, code: found.text.match(/\b(\d{6})\b/)[1], text: found.text };
}

const linkIn = (m, containing) => (m.text.match(/https?:\/\/[^\s<>"]+/g) ?? []).find((l) => l.includes(containing));
const digits = (number) => number.replace(/\D/g, "");

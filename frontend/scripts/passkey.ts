// Passkeys exist by script alone: the browser is asked for one, and what it answers is posted as a plain form. The forms
// are hidden until this runs in a browser that knows passkeys; without it the page says what there is instead.

type Described = { id: string; type: PublicKeyCredentialType; transports?: AuthenticatorTransport[] };

/** Bytes as the server writes and reads them: base64 for URLs, without padding. */
function bytes(text: string): ArrayBuffer {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (c) => c.charCodeAt(0)).buffer;
}

function text(buffer: ArrayBuffer | null): string | undefined {
  if (!buffer) return undefined;
  let plain = "";
  for (const byte of new Uint8Array(buffer)) plain += String.fromCharCode(byte);
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

const described = (list: Described[] = []) => list.map((c) => ({ ...c, id: bytes(c.id) }));

/** The server's options; undefined where it sent us to another page, to which we go. */
async function ask(path: string): Promise<any> {
  const answer = await fetch(path, { method: "POST", headers: { Accept: "application/json" } });
  if (answer.redirected) {
    location.assign(answer.url);
    return undefined;
  }
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

async function make(path: string): Promise<object | undefined> {
  const options = await ask(path);
  if (!options) return undefined;
  const { publicKey } = options;
  const made = (await navigator.credentials.create({
    publicKey: { ...publicKey, challenge: bytes(publicKey.challenge), user: { ...publicKey.user, id: bytes(publicKey.user.id) }, excludeCredentials: described(publicKey.excludeCredentials) },
  })) as PublicKeyCredential;
  const response = made.response as AuthenticatorAttestationResponse;
  return {
    id: made.id, rawId: text(made.rawId), type: made.type, authenticatorAttachment: made.authenticatorAttachment ?? undefined, clientExtensionResults: {},
    response: { clientDataJSON: text(response.clientDataJSON), attestationObject: text(response.attestationObject), transports: response.getTransports?.() ?? [] },
  };
}

async function use(path: string): Promise<object | undefined> {
  const options = await ask(path);
  if (!options) return undefined;
  const { publicKey } = options;
  const used = (await navigator.credentials.get({
    publicKey: { ...publicKey, challenge: bytes(publicKey.challenge), allowCredentials: described(publicKey.allowCredentials) },
  })) as PublicKeyCredential;
  const response = used.response as AuthenticatorAssertionResponse;
  return {
    id: used.id, rawId: text(used.rawId), type: used.type, authenticatorAttachment: used.authenticatorAttachment ?? undefined, clientExtensionResults: {},
    response: {
      clientDataJSON: text(response.clientDataJSON), authenticatorData: text(response.authenticatorData), signature: text(response.signature), userHandle: text(response.userHandle),
    },
  };
}

function enable(form: HTMLFormElement): void {
  const field = form.elements.namedItem("credential") as HTMLInputElement;
  const button = form.querySelector("button") as HTMLButtonElement;
  const failed = form.querySelector("[data-passkey-failed]") as HTMLElement;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    if (field.value) return; // the browser has answered: the form goes out
    event.preventDefault();
    button.disabled = true;
    failed.hidden = true;
    try {
      const answer = form.dataset.passkeyMake ? await make(form.dataset.passkeyMake) : await use(form.dataset.passkeyUse!);
      if (!answer) return;
      field.value = JSON.stringify(answer);
      form.requestSubmit();
    } catch {
      failed.hidden = false; // given up, timed out, or nothing to offer: browsers do not tell which
    } finally {
      button.disabled = false;
    }
  });
}

if ("PublicKeyCredential" in window && navigator.credentials) {
  document.querySelectorAll<HTMLFormElement>("form[data-passkey-make], form[data-passkey-use]").forEach(enable);
  document.querySelectorAll<HTMLElement>("[data-passkey-unscripted]").forEach((e) => (e.hidden = true));
}

/** Says of a number that cannot receive SMS, as soon as it is left, what will be said of it when the form is sent. */
export function enablePhones(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-check-phone]")) {
    form.addEventListener("focusout", (event) => {
      const input = event.target;
      if (input instanceof HTMLInputElement && input.type === "tel") void judge(form, input);
    });
  }
}

async function judge(form: HTMLFormElement, input: HTMLInputElement): Promise<void> {
  const typed = input.value;
  const code = typed.trim() === "" ? "" : await ask(form.dataset.checkPhone ?? "", typed);
  if (code === undefined || input.value !== typed) return; // not known, or typed further meanwhile
  const id = `${input.id}-error`;
  const shown = document.getElementById(id);
  const says = { land_line: form.dataset.tLandLine, not_a_phone: form.dataset.tNotAPhone }[code];
  if (!says) {
    shown?.remove();
    input.removeAttribute("aria-invalid");
    describe(input, id, false);
    input.closest(".field")?.classList.remove("field-bad");
    return;
  }
  const line = shown ?? document.createElement("p");
  line.id = id;
  line.className = "error";
  line.setAttribute("role", "status");
  line.textContent = says;
  if (!shown) input.before(line);
  input.setAttribute("aria-invalid", "true");
  describe(input, id, true);
  input.closest(".field")?.classList.add("field-bad");
}

function describe(input: HTMLInputElement, id: string, add: boolean): void {
  const others = (input.getAttribute("aria-describedby") ?? "").split(" ").filter((word) => word && word !== id);
  input.setAttribute("aria-describedby", (add ? [...others, id] : others).join(" "));
}

/** The code of what is wrong with a number, "" for nothing, undefined where the server did not say. */
async function ask(path: string, phone: string): Promise<string | undefined> {
  try {
    const answer = await fetch(path, { method: "POST", body: new URLSearchParams({ phone }), signal: AbortSignal.timeout(5000) });
    return answer.status === 204 ? "" : answer.status === 200 ? await answer.text() : undefined;
  } catch {
    return undefined; // without a network it is told when the form is sent
  }
}

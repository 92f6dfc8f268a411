// The auditor's door: the program judges a certificate without the server, with keys pinned from it beforehand.

/** Judges a certificate and the deliverable that it is about; the report as JSON, with the program's status. */
export async function verify(product, pdf, file) {
  const pin = async (name) => product.keep(name, Buffer.from(await (await fetch(`${product.base}/.well-known/quittance/${name}`)).arrayBuffer()));
  const keys = ["--trust", await pin("seal-ca.pem"), "--time-trust", await pin("tsa-ca.pem"), "--log-key", await pin("log-key")];
  const certificate = await product.keep("certificate.pdf", pdf);
  const deliverable = await product.keep(file.name, file.content);
  const { status, out, err } = await product.command(["verify", certificate, "--file", deliverable, ...keys, "--json"]);
  if (!out) throw new Error(`verify: ${err}`);
  return { status, ...JSON.parse(out) };
}

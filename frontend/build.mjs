// Builds what the pages load: one stylesheet, one script per audience, those of the demonstration, of passkeys and of the page of
// verification with its worker, one icon. Each file is named by a hash of its
// content, compressed once here, and listed in dist/manifest.json, which the program reads at start.
import { build } from "esbuild";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const dist = new URL("dist/", import.meta.url).pathname;
const keep = "README"; // tracked, so that the program compiles before the first build

await mkdir(dist, { recursive: true });
for (const name of await readdir(dist)) {
  if (name !== keep) await rm(join(dist, name));
}

const result = await build({
  absWorkingDir: new URL(".", import.meta.url).pathname,
  entryPoints: ["styles/app.css", "styles/icon.svg", "scripts/sender.ts", "scripts/recipient.ts", "scripts/verify.ts", "scripts/demo.ts", "scripts/passkey.ts", "scripts/sha256_worker.ts"],
  entryNames: "[name]-[hash]",
  loader: { ".svg": "copy" },
  bundle: true,
  minify: true,
  metafile: true,
  format: "esm",
  target: "es2020",
  legalComments: "none",
  outdir: "dist",
  logLevel: "warning",
});

const manifest = {};
for (const [path, output] of Object.entries(result.metafile.outputs)) {
  const hashed = basename(path);
  const source = output.entryPoint ?? Object.keys(output.inputs)[0];
  manifest[basename(source).replace(/\.ts$/, ".js")] = hashed;
  const content = await readFile(join(dist, hashed));
  await writeFile(join(dist, hashed + ".gz"), gzipSync(content, { level: 9 }));
  const quality = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  const small = brotliCompressSync(content, { params: quality });
  await writeFile(join(dist, hashed + ".br"), small);
  console.log(`${hashed}  ${content.length} bytes, ${small.length} compressed`);
}
await writeFile(join(dist, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");

// One database of its own for each product under test, in the server that QUITTANCE_TEST_POSTGRES names.
import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Makes an empty database: its address, and how to drop it. */
export async function newDatabase(name) {
  const server = process.env.QUITTANCE_TEST_POSTGRES;
  if (!server) throw new Error("QUITTANCE_TEST_POSTGRES is not set: start a server with scripts/postgres start");
  const sql = (statement) => run(psql(), ["--no-psqlrc", "--quiet", "--dbname", server, "--command", statement]);
  await sql(`CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = "/" + name;
  return { url: url.href, drop: () => sql(`DROP DATABASE ${name} WITH (FORCE)`) };
}

function psql() {
  const root = "/usr/lib/postgresql";
  if (!existsSync(root)) return "psql";
  const versions = readdirSync(root).sort((a, b) => Number(a) - Number(b));
  return join(root, versions.at(-1), "bin", "psql");
}

// Starts the built program with everything of its own: data folder, database, port, and the outside world it embeds.
import { execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newDatabase } from "./postgres.mjs";
import { until } from "./wait.mjs";

const program = process.env.E2E_PROGRAM ?? new URL("../../../bin/quittance", import.meta.url).pathname;

/** A member who exists from the start, so that a test about something else need not sign up. */
export const sender = {
  name: "Camille Moreau",
  email: "camille@atelier-moreau.example",
  password: "quatre pas dans la neige",
  workspace: "Atelier Moreau",
  legalName: "Atelier Moreau SARL",
  address: "14 rue de la Charité\n69002 Lyon",
  telephone: "04 72 00 10 20",
  siren: "732829320",
};

/** A port that is free now. */
async function freePort() {
  const server = createServer();
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

/**
 * Starts the product on "sqlite" or "postgresql", with further variables. stop() ends it and removes everything; leave()
 * ends it and keeps its folder until then. With a name for a host its public address is that, on the port where it
 * listens: passkeys belong to names. prepare(product) is what is done before the start in place of making the sender: it
 * gives the key of the API.
 */
export async function startProduct(engine, { host, variables = {}, prepare = makeSender } = {}) {
  const folder = await mkdtemp(join(tmpdir(), "quittance-e2e-"));
  const database = engine === "postgresql" ? await newDatabase("e2e_" + randomBytes(6).toString("hex")) : undefined;
  const env = { PATH: process.env.PATH, HOME: folder, QUITTANCE_DATA_DIR: join(folder, "data"), QUITTANCE_ADDR: "127.0.0.1:0", QUITTANCE_LOG_LEVEL: "info", ...variables };
  if (host) {
    const port = await freePort();
    env.QUITTANCE_ADDR = `127.0.0.1:${port}`;
    env.QUITTANCE_BASE_URL = `http://${host}:${port}`;
  }
  if (database) {
    env.QUITTANCE_DATABASE_URL = database.url;
    await mkdir(env.QUITTANCE_DATA_DIR, { mode: 0o700 });
    await writeFile(join(env.QUITTANCE_DATA_DIR, "root.key"), randomBytes(32).toString("hex") + "\n", { mode: 0o600 });
  }
  const command = (args, input = "") => runProgram(args, env, input);

  const key = await prepare({ command, data: env.QUITTANCE_DATA_DIR });

  const server = spawn(program, ["serve"], { env, stdio: ["ignore", "pipe", "pipe"] });
  let out = "";
  let log = "";
  server.stdout.on("data", (chunk) => (out += chunk));
  server.stderr.on("data", (chunk) => (log += chunk));
  const ended = new Promise((resolve) => server.once("exit", resolve));
  let base;
  try {
    base = await until("the program says where it listens", () => {
      if (server.exitCode !== null) throw new Error(`the program ended: ${log}`);
      return out.match(/open\s+(http:\S+)/)?.[1];
    });
    await until("the program is ready", async () => (await fetch(base + "/readyz").catch(() => undefined))?.ok);
  } catch (error) {
    server.kill("SIGKILL");
    throw error;
  }
  return {
    engine, base, key, folder, command,
    log: () => log,
    /** What the program warned of. */
    troubles: () => log.split("\n").filter((line) => /"level":"(WARN|ERROR)"/.test(line)).slice(-5).join("\n"),
    /** Writes a file next to the data, for the program to read. */
    async keep(name, content) {
      const path = join(folder, name);
      await writeFile(path, content);
      return path;
    },
    data: env.QUITTANCE_DATA_DIR,
    async leave() {
      server.kill("SIGTERM");
      await ended;
    },
    async stop() {
      await this.leave();
      await database?.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Makes the sender, as an operator does, and a key of the API. */
async function makeSender({ command }) {
  await command(
    ["user", "create", "--email", sender.email, "--name", sender.name, "--workspace", sender.workspace, "--legal-name", sender.legalName,
      "--address", sender.address, "--telephone", sender.telephone, "--siren", sender.siren, "--password-stdin"],
    sender.password + "\n",
  );
  return (await command(["apikey", "create", "--email", sender.email])).out.trim();
}

/** Runs one command to its end; a status other than 0 is told, not thrown, unless nothing was expected to fail. */
function runProgram(args, env, input) {
  return new Promise((resolve, reject) => {
    const child = execFile(program, args, { env, timeout: 30_000 }, (error, out, err) => {
      if (error && args[0] !== "verify") reject(new Error(`quittance ${args[0]}: ${err || error.message}`));
      else resolve({ status: error ? error.code : 0, out, err });
    });
    child.stdin.end(input);
  });
}

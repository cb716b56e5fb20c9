// npm run test:clients: the official clients of four languages walk the life of an index against the emulator, each
// with an emulator of its own. Sets them up from their package registries; needs go, java, mvn and python3.
// npm run test:clients -- --only node8,go5   some of them      -- --write   renews the table in docs/emulator.md
import "./setup/endOnSignal.mjs";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { CLIENTS, folderOf } from "./clients/clients.mjs";
import { matrixOf, withMatrix } from "./clients/matrix.mjs";
import { setUp } from "./setup/index.mjs";

const LONGEST_RUN_MS = 120_000;

const { clients, write } = readArguments();
const { root } = await setUp();
const runs = [];
for (const client of clients) runs.push(await runClient(client));

const matrix = matrixOf(runs);
console.log(`\n${matrix}\n`);
const failures = runs.flatMap(({ name, lines }) =>
  lines.filter(({ error }) => error).map((line) => ({ name, ...line })),
);
for (const { name, operation, error } of failures) console.log(`${name}: ${operation}: ${error}`);
if (write) {
  const page = join(root, "docs", "emulator.md");
  writeFileSync(page, withMatrix(readFileSync(page, "utf8"), matrix));
}
const passed = runs.reduce((sum, { lines }) => sum + lines.length, 0) - failures.length;
console.log(`${passed} passed, ${failures.length} failed`);
process.exit(failures.length > 0 ? 1 : 0);

async function runClient(client) {
  console.log(`${client.name}: setting up`);
  const place = { root, folder: folderOf(root, client) };
  try {
    await client.prepare(place);
  } catch (error) {
    return { name: client.name, lines: [{ operation: "set-up", error: error.message }] };
  }
  console.log(`${client.name}: running`);
  const emulator = spawn(process.execPath, [join(root, "emulator", "dist", "cli.js"), "--port", "0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const [line] = await once(createInterface({ input: emulator.stdout }), "line");
    return { name: client.name, lines: await walk(client, place, JSON.parse(line).controlPlane) };
  } finally {
    emulator.kill();
    await once(emulator, "exit");
  }
}

/** What the client's program printed. One that ends without success has at least one line that says so. */
async function walk(client, place, url) {
  const [command, ...args] = [...client.command(place), url, ...(client.after ?? [])];
  const child = spawn(command, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"], timeout: LONGEST_RUN_MS });
  const lines = [];
  let complaint = "";
  createInterface({ input: child.stdout }).on("line", (line) => lines.push(JSON.parse(line)));
  child.stderr.on("data", (text) => {
    complaint = `${complaint}${text}`.slice(-2_000);
  });
  const [code, signal] = await once(child, "close");
  if (code !== 0 && !lines.some(({ error }) => error)) {
    lines.push({ operation: "to the end", error: `ended with ${code ?? signal}: ${complaint}` });
  }
  return lines;
}

function readArguments() {
  const { values } = parseArgs({ options: { only: { type: "string" }, write: { type: "boolean", default: false } } });
  const names = values.only?.split(",");
  const unknown = (names ?? []).filter((name) => !CLIENTS.some(({ id }) => id === name));
  if (unknown.length > 0 || (names !== undefined && values.write)) {
    console.error(`--only takes ${CLIENTS.map(({ id }) => id).join(", ")}; --write takes all of them`);
    process.exit(2);
  }
  return { clients: CLIENTS.filter(({ id }) => names === undefined || names.includes(id)), write: values.write };
}

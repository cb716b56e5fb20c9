// npm run test:clients: the official clients of four languages walk the life of an index against the emulator, each
// with an emulator of its own. Sets them up from their package registries; needs go, java, mvn and python3.
// npm run test:clients -- --only node8,go5   some of them      -- --write   renews the table in docs/emulator.md
// npm run test:clients -- --through proxy    with a write-capturing proxy before each index
import "./setup/endOnSignal.mjs";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { CLIENTS, folderOf } from "./clients/clients.mjs";
import { matrixOf, withMatrix } from "./clients/matrix.mjs";
import { isRefusedByDesign, startFront } from "./clients/throughProxy.mjs";
import { setUp } from "./setup/index.mjs";

const LONGEST_RUN_MS = 120_000;

const { clients, write, through } = readArguments();
const { root } = await setUp();
const runs = [];
for (const client of clients) runs.push(await runClient(client));

const matrix = matrixOf(runs);
console.log(`\n${matrix}\n`);
const lines = runs.flatMap(({ name, lines }) => lines.map((line) => ({ name, ...line })));
const refused = lines.filter(({ refusedBy }) => refusedBy);
const failures = lines.filter(({ error, refusedBy }) => error && !refusedBy);
for (const { name, operation, error } of failures) console.log(`${name}: ${operation}: ${error}`);
for (const { name, operation, refusedBy } of refused)
  console.log(`${name}: ${operation}: refused by design, ${refusedBy}`);
if (write) {
  const page = join(root, "docs", "emulator.md");
  writeFileSync(page, withMatrix(readFileSync(page, "utf8"), matrix));
}
const passed = lines.length - failures.length - refused.length;
const byDesign = through === undefined ? "" : `, ${refused.length} refused by design`;
console.log(`${passed} passed, ${failures.length} failed${byDesign}`);
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
    const url = JSON.parse(line).controlPlane;
    const lines = through === undefined ? await walk(client, place, url) : await walkThroughProxy(client, place, url);
    return { name: client.name, lines };
  } finally {
    emulator.kill();
    await once(emulator, "exit");
  }
}

/** The same with a proxy before each index. A walk of which nothing went through a proxy has failed. */
async function walkThroughProxy(client, place, url) {
  const front = await startFront(root, url);
  const lines = await walk(client, place, front.url);
  const passed = await front.end();
  const { indexes, rest, grpc, logged } = passed;
  console.log(
    `${client.name}: ${rest} REST and ${grpc} gRPC requests through ${indexes} proxies, ${logged} entries logged`,
  );
  if (rest + grpc === 0 || logged === 0) lines.push({ operation: "through a proxy", error: JSON.stringify(passed) });
  return lines.map((line) => (isRefusedByDesign(line) ? { ...line, refusedBy: "CAPTURE_UNSUPPORTED" } : line));
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
  const { values } = parseArgs({
    options: { only: { type: "string" }, write: { type: "boolean", default: false }, through: { type: "string" } },
  });
  const names = values.only?.split(",");
  const unknown = (names ?? []).filter((name) => !CLIENTS.some(({ id }) => id === name));
  if (unknown.length > 0 || (names !== undefined && values.write)) {
    console.error(`--only takes ${CLIENTS.map(({ id }) => id).join(", ")}; --write takes all of them`);
    process.exit(2);
  }
  const { write, through } = values;
  if (through !== undefined && (through !== "proxy" || write)) {
    console.error("--through takes proxy, and doesn't go with --write");
    process.exit(2);
  }
  return { clients: CLIENTS.filter(({ id }) => names === undefined || names.includes(id)), write, through };
}

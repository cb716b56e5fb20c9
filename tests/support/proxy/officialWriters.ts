import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const ROOT = join(__dirname, "..", "..", "..");
const SOURCES = join(ROOT, "tests", "clients");

/** Sets the newest Python client up as `npm run test:clients` does, and prints its Python. */
const PREPARE_PYTHON = `
import { CLIENTS, folderOf } from "./scripts/clients/clients.mjs";
const client = CLIENTS.find(({ id }) => id === "python10");
const place = { root: process.cwd(), folder: folderOf(process.cwd(), client) };
await client.prepare(place);
console.log(client.command(place)[0]);
`;

/** Commands of programs that write through an official client; the proxies' URLs come after them. */
export interface OfficialWriters {
  readonly "python rest": readonly string[];
  readonly "python grpc": readonly string[];
  readonly go: readonly string[];
}

/** The programs, set up from their package registries; or why that can't be. */
export async function officialWriters(): Promise<OfficialWriters | { readonly missing: string }> {
  try {
    const python = [await preparePython(), join(SOURCES, "python", "writer.py")];
    const go = await prepareGo();
    return { "python rest": [...python, "rest"], "python grpc": [...python, "grpc"], go: [go] };
  } catch (error) {
    return { missing: error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error) };
  }
}

async function preparePython(): Promise<string> {
  const { stdout } = await run(process.execPath, ["--input-type=module", "-e", PREPARE_PYTHON], { cwd: ROOT });
  const python = stdout.trim().split("\n").at(-1) ?? "";
  await run(python, ["-c", "import pinecone.grpc"]);
  return python;
}

async function prepareGo(): Promise<string> {
  const folder = join(ROOT, ".tmp", "clients", "go5-writer");
  mkdirSync(folder, { recursive: true });
  for (const file of ["go.mod", "go.sum"]) copyFileSync(join(SOURCES, "go", "v5", file), join(folder, file));
  copyFileSync(join(SOURCES, "go", "writer", "writer.go"), join(folder, "main.go"));
  await run("go", ["build", "-o", "writer", "."], { cwd: folder });
  return join(folder, "writer");
}

import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const ROOT = join(__dirname, "..", "..", "..");
/** How each major upserts in parallel. */
const PROGRAMS = { python10: "upsert.py", "python8-rest": "upsert_async.py" } as const;

export type PythonClient = keyof typeof PROGRAMS;

/** Sets the client up as `npm run test:clients` does, and prints its Python. */
const prepare = (id: PythonClient) => `
import { CLIENTS, folderOf } from "./scripts/clients/clients.mjs";
const client = CLIENTS.find(({ id }) => id === "${id}");
const place = { root: process.cwd(), folder: folderOf(process.cwd(), client) };
await client.prepare(place);
console.log(client.command(place)[0]);
`;

export interface PythonUpsert {
  /** The control plane's URL, and the index's host. */
  readonly url: string;
  readonly host: string;
  /** One JSON object a namespace: `{"namespace": "", "vectors": []}`. */
  readonly file: string;
  readonly batchSize: number;
  readonly concurrency: number;
}

/** The official Python client in an environment of its own; undefined where there is no Python, or no registry. */
export async function pythonClient(
  id: PythonClient,
): Promise<{ upsert(request: PythonUpsert): Promise<number> } | undefined> {
  const program = join(ROOT, "tests", "clients", "python", PROGRAMS[id]);
  let python: string;
  try {
    const { stdout } = await run(process.execPath, ["--input-type=module", "-e", prepare(id)], { cwd: ROOT });
    python = stdout.trim().split("\n").at(-1) ?? "";
    await run(python, ["-c", "import pinecone"]);
  } catch {
    return undefined;
  }
  return {
    upsert: async ({ url, host, file, batchSize, concurrency }) => {
      const { stdout } = await run(python, [program, url, host, file, String(batchSize), String(concurrency)]);
      return (JSON.parse(stdout) as { seconds: number }).seconds;
    },
  };
}

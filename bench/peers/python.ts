import { join, resolve } from "node:path";

const ROOT = resolve(__dirname, "..", "..");
const log = (line: string) => console.error(line);

/** The Python of an environment that is set up the first time; else why there is none. */
export type PythonPlace = { readonly python: string } | { readonly leftOut: string };

/** With the official client 10.2, as `npm run test:clients` sets it up. */
export async function officialPython(): Promise<PythonPlace> {
  const { CLIENTS, folderOf } = await import(join(ROOT, "scripts", "clients", "clients.mjs"));
  const client = CLIENTS.find(({ id }: { id: string }) => id === "python10");
  try {
    const place = { root: ROOT, folder: folderOf(ROOT, client) };
    await client.prepare(place);
    return { python: String(client.command(place)[0]) };
  } catch (error) {
    return leftOut("the official Python client 10.2", error);
  }
}

/** With vector-io and what its Pinecone half needs. */
export async function vectorIoPython(): Promise<PythonPlace> {
  const { ensureVectorIo } = await import(join(ROOT, "scripts", "bench", "vectorIo.mjs"));
  try {
    return { python: String(await ensureVectorIo({ root: ROOT, log })) };
  } catch (error) {
    return leftOut("vector-io", error);
  }
}

function leftOut(what: string, error: unknown): PythonPlace {
  log(String(error));
  return { leftOut: `${what} could not be installed here` };
}

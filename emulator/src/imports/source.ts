import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { invalidData, notModelledData } from "../errors.js";

/** The files that go into one namespace. */
export interface SourceNamespace {
  /** The folder's name, which is the namespace's; `__default__` for the default one. */
  readonly folder: string;
  readonly paths: readonly string[];
}

/** The folder that an import's URI names. Object storage isn't modelled. */
export function folderOf(uri: string): string {
  const scheme = /^([a-z0-9]+):\/\//i.exec(uri)?.[1]?.toLowerCase();
  if (scheme === undefined) throw invalidData("The URI must start with the scheme of a storage provider.");
  if (scheme !== "file") throw notModelledData(`imports from ${scheme}://; it reads file:// only`);
  try {
    return fileURLToPath(uri);
  } catch {
    throw invalidData(`The URI '${uri}' names no folder.`);
  }
}

/** One namespace for each folder inside; all `.parquet` files below it are its records, other files are ignored. */
export async function listSource(folder: string): Promise<SourceNamespace[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const found = await Promise.all(folders.sort().map((name) => namespaceAt(folder, name)));
  return found.filter(({ paths }) => paths.length > 0);
}

async function namespaceAt(parent: string, folder: string): Promise<SourceNamespace> {
  const names = await readdir(join(parent, folder), { recursive: true });
  const parquet = names.filter((name) => name.endsWith(".parquet")).sort();
  return { folder, paths: parquet.map((name) => join(parent, folder, name)) };
}

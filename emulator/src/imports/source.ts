import { fileURLToPath } from "node:url";
import { invalidData, notModelledData } from "../errors.js";
import type { Settings } from "../options.js";
import { bucketFiles } from "./bucket.js";
import { folderFiles } from "./folder.js";

/** Random access to a file's bytes, as the reader of Parquet files asks for it. */
export interface FileBytes {
  readonly byteLength: number;
  slice(start: number, end?: number): Promise<ArrayBuffer>;
}

/** A file of an import. */
export interface SourceFile {
  /** Below what the import's URI names, with `/` between folders. */
  readonly path: string;
  open(): Promise<FileBytes>;
}

/** Every file below what a URI names. Rejects when it can't be listed. */
export type ListFiles = () => Promise<readonly SourceFile[]>;

/** The files that go into one namespace. */
export interface SourceNamespace {
  /** The folder's name, which is the namespace's; `__default__` for the default one. */
  readonly folder: string;
  readonly files: readonly SourceFile[];
}

/**
 * What an import's URI names: a folder of this machine, or a bucket of the server that the emulator was given.
 *
 * @throws DataRefusal 400 when the URI names neither, 501 when it isn't modelled
 */
export function sourceOf(uri: string, { s3Endpoint }: Settings): ListFiles {
  const scheme = /^([a-z0-9]+):\/\//i.exec(uri)?.[1]?.toLowerCase();
  if (scheme === undefined) throw invalidData("The URI must start with the scheme of a storage provider.");
  if (scheme === "s3") return bucketSource(uri, s3Endpoint);
  if (scheme !== "file") throw notModelledData(`imports from ${scheme}://; it reads file:// and s3:// only`);
  try {
    const folder = fileURLToPath(uri);
    return () => folderFiles(folder);
  } catch {
    throw invalidData(`The URI '${uri}' names no folder.`);
  }
}

function bucketSource(uri: string, endpoint: string | undefined): ListFiles {
  const [, bucket, prefix = ""] = /^s3:\/\/([^/]+)\/?(.*)$/i.exec(uri) ?? [];
  if (bucket === undefined) throw invalidData(`The URI '${uri}' names no bucket.`);
  if (endpoint === undefined) throw notModelledData("imports from s3:// without --s3-endpoint");
  return () => bucketFiles(endpoint, bucket, prefix);
}

/** One namespace for each folder inside; all `.parquet` files below it are its records, other files are ignored. */
export function namespacesOf(files: readonly SourceFile[]): SourceNamespace[] {
  const byFolder = new Map<string, SourceFile[]>();
  for (const file of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    const mark = file.path.indexOf("/");
    if (mark < 0 || !file.path.endsWith(".parquet")) continue;
    const folder = file.path.slice(0, mark);
    byFolder.set(folder, [...(byFolder.get(folder) ?? []), file]);
  }
  return [...byFolder].map(([folder, inFolder]) => ({ folder, files: inFolder }));
}

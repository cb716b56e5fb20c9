import { basename } from "node:path/posix";
import { Refusal } from "../errors.js";
import type { ImportJob } from "../store/imports.js";
import type { IndexStore } from "../store/indexStore.js";
import type { NewRecord } from "../store/records.js";
import { checkNamespaceQuota, readNamespace } from "../validations/namespaces.js";
import { openParquet, type ParquetFile, type Row } from "./parquetRows.js";
import { recordOf } from "./records.js";
import { type ListFiles, namespacesOf, type SourceFile } from "./source.js";

interface Target {
  readonly namespace: string;
  readonly files: readonly ParquetFile[];
}

/** Reads all of an import's files and writes their records. What goes wrong ends the import as Failed. */
export async function runImport(index: IndexStore, job: ImportJob, list: ListFiles): Promise<void> {
  try {
    const targets = await openTargets(index, list);
    const rows = targets.flatMap(({ files }) => files).reduce((sum, { rowCount }) => sum + rowCount, 0);
    if (job.state !== "Pending") return;
    job.state = "InProgress";
    await fill(index, job, targets, rows);
    index.imports.complete(job);
  } catch (error) {
    index.imports.fail(job, error instanceof Refusal ? error.message : sentence(error));
  }
}

async function openTargets(index: IndexStore, list: ListFiles): Promise<Target[]> {
  const found = namespacesOf(await list());
  if (found.length === 0) throw new Error("No Parquet files were found in folders of namespaces.");
  const targets: Target[] = [];
  for (const { folder: name, files: sources } of found) {
    const namespace = readNamespace(name, index.settings.limited);
    checkIsNew(index, namespace, name);
    const files: ParquetFile[] = [];
    for (const source of sources) files.push(await openFile(index, source));
    targets.push({ namespace, files });
  }
  return targets;
}

async function openFile(index: IndexStore, source: SourceFile): Promise<ParquetFile> {
  const file = await openParquet(await source.open());
  const missing = ["id", index.definition.vectorType === "sparse" ? "sparse_values" : "values"].find(
    (column) => !file.columns.includes(column),
  );
  if (missing !== undefined) throw new Error(`${basename(source.path)} has no column ${missing}.`);
  return file;
}

/** Only the default namespace may exist, as long as it is empty. */
function checkIsNew(index: IndexStore, namespace: string, folder: string): void {
  checkNamespaceQuota(index, namespace);
  if (!index.hasNamespace(namespace)) return;
  if (namespace !== "") throw new Error(`Namespace ${folder} already exists.`);
  if (index.visible(namespace)?.records.size !== 0) throw new Error("The default namespace is not empty.");
}

async function fill(index: IndexStore, job: ImportJob, targets: readonly Target[], rows: number): Promise<void> {
  let read = 0;
  for (const { namespace, files } of targets) {
    for (const file of files) {
      for await (const batch of file.batches()) {
        if (job.state !== "InProgress") return;
        write(index, job, namespace, batch);
        read += batch.length;
        job.percentComplete = (100 * read) / rows;
      }
    }
  }
}

function write(index: IndexStore, job: ImportJob, namespace: string, batch: readonly Row[]): void {
  const records = batch.flatMap((row) => accepted(index, job, row));
  if (records.length === 0) return;
  index.write(namespace, { kind: "put", records });
  job.recordsImported += records.length;
}

/** The row as a record. One that isn't valid is left out, or ends the import, as its error mode says. */
function accepted(index: IndexStore, job: ImportJob, row: Row): NewRecord[] {
  try {
    return [recordOf(row, index)];
  } catch (error) {
    if (error instanceof Refusal && job.onError === "continue") return [];
    throw error;
  }
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

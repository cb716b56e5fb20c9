import { PodshiftError } from "../../errors";
import { displayNamespace } from "../../pinecone/namespace";
import type { BulkImports, ImportState } from "../../pinecone/types";
import type { Clock } from "../../util/clock";
import { getJson, type LogStore, toJson } from "../../writeLog/store";
import type { MigrationContext } from "../context";
import { currentJob } from "./job";
import { importPath } from "./paths";

/** How far a job's bulk import is. */
interface ImportFile {
  readonly v: 1;
  readonly uri: string;
  readonly namespaces: readonly string[];
  /** Left out from before it is asked for until it is known. */
  readonly id?: string;
  /** Records that it brought, once it is done. */
  readonly records?: number;
}

export interface ImportDeps {
  readonly store: LogStore;
  readonly job: string;
  readonly client: BulkImports;
  readonly clock: Pick<Clock, "sleep">;
  readonly signal: AbortSignal;
  /** The service's storage integration that reads the files; left out where they are public. */
  readonly integration?: string | undefined;
  /** Those that the index has now. */
  namespaces(): Promise<readonly string[]>;
  /** Throws unless the applier's lease holds. */
  mustHold(): void;
  progress(text: string): void;
}

/** Milliseconds between two looks at an import: it takes minutes at least. */
const LOOK_MS = 2_000;

/** Brings whole namespaces by the service's bulk import: once, however often its leader is started again. */
export class SpreadImport {
  #isAsked = false;

  constructor(readonly deps: ImportDeps) {}

  /** False while an import may begin that nobody can find yet: it was asked for, and there is no answer. */
  get isQuiet(): boolean {
    return !this.#isAsked;
  }

  async isDone(): Promise<boolean> {
    return (await this.#file())?.records !== undefined;
  }

  /**
   * Starts the import, or goes on with the one that was started; resolves once it is complete, with its records.
   *
   * @param written rows of its files, when they were counted
   * @throws IMPORT_FAILED when a namespace exists by now, the service ends it in another way, or brought another number
   */
  async run(uri: string, namespaces: readonly string[], written?: number): Promise<number> {
    const known = await this.#file();
    if (known?.records !== undefined) return known.records;
    if (namespaces.length === 0) return 0;
    const id = known === undefined ? await this.#start(uri, namespaces) : await this.#found(known);
    return this.#ended({ v: 1, uri: known?.uri ?? uri, namespaces, id }, written);
  }

  async #start(uri: string, namespaces: readonly string[]): Promise<string> {
    const { client, integration, mustHold } = this.deps;
    const there = new Set(await this.deps.namespaces());
    const taken = namespaces.find((ns) => there.has(ns));
    if (taken !== undefined) throw failed(`namespace ${displayNamespace(taken)} exists by now`, { uri });
    mustHold();
    // Before it is asked for: who comes later must know that there may be one.
    await this.#keep({ v: 1, uri, namespaces });
    this.#isAsked = true;
    const id = await client.start(uri, integration);
    this.#isAsked = false;
    await this.#keep({ v: 1, uri, namespaces, id });
    return id;
  }

  /** One whose answer was never kept is found by its place: each job has its own. */
  async #found({ uri, namespaces, id }: ImportFile): Promise<string> {
    const found = id ?? (await this.deps.client.find(uri))?.id;
    return found ?? this.#start(uri, namespaces);
  }

  async #ended(file: ImportFile & { readonly id: string }, written: number | undefined): Promise<number> {
    const { client, clock, signal, progress, mustHold } = this.deps;
    await this.#keep(file);
    for (;;) {
      const found = await client.describe(file.id);
      if (found?.status === "Completed") {
        mustHold();
        if (written !== undefined && found.records !== written) {
          const what = `bulk import ${file.id} brought ${found.records} records, and ${written} were written for it`;
          throw failed(what, { import: file.id, uri: file.uri });
        }
        await this.#keep({ ...file, records: found.records });
        return found.records;
      }
      if (found === undefined || isOver(found)) {
        throw failed(`bulk import ${file.id} ended as ${found?.status ?? "unknown"}: ${found?.error ?? ""}`, {
          import: file.id,
        });
      }
      progress(`bulk import: ${found.status}, ${Math.round(found.percent)} %`);
      await clock.sleep(LOOK_MS, signal);
    }
  }

  #file(): Promise<ImportFile | undefined> {
    return getJson<ImportFile>(this.deps.store, importPath(this.deps.job));
  }

  async #keep(file: ImportFile): Promise<void> {
    await this.deps.store.put(importPath(this.deps.job), toJson(file));
  }
}

/**
 * Resolves once no bulk import of a job that was left unfinished writes to the index any more: it goes on without its
 * leader, and would lay older states over what the next applier brings.
 */
export async function letImportEnd(context: MigrationContext, store: LogStore): Promise<void> {
  const job = await currentJob(store);
  if (job === undefined || job.state === "finished") return;
  const file = await getJson<ImportFile>(store, importPath(job.job));
  if (file === undefined || file.records !== undefined) return;
  // Another index under that name is not written to.
  const index = await context.client.describeIndex(job.target.name);
  if (index?.host !== job.target.host) return;
  const client = context.client.imports(index.host);
  for (;;) {
    const found = file.id === undefined ? await client.find(file.uri) : await client.describe(file.id);
    if (found === undefined || isOver(found)) return;
    context.progress(`waiting for a bulk import of job ${job.job} to end: ${found.status}`);
    await context.clock.sleep(LOOK_MS, context.signal);
  }
}

function isOver({ status }: ImportState): boolean {
  return status === "Completed" || status === "Failed" || status === "Cancelled";
}

function failed(what: string, facts: Record<string, string>): PodshiftError {
  return new PodshiftError("IMPORT_FAILED", what, {
    facts,
    next: "start the job again: what the import has written stays, and a new job brings these namespaces record by record",
  });
}

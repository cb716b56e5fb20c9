import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { Pinecone } from "@pinecone-database/pinecone";
import { Child } from "./child";
import { EmulatorProcess } from "./emulatorProcess";
import { viewOf } from "./indexView";
import { type Attempt, readJournal } from "./journal";
import { judge, type Verdict } from "./judge";
import { baseContent, type Lane, lanesOf, placesOf, STEADY } from "./lanes";
import type { LogPlace } from "./logPlace";
import { DIMENSION } from "./operation";
import type { ReadCounts, ReaderOptions, WriterOptions } from "./options";
import { transpiledScripts } from "./scripts";

export interface FleetOptions {
  readonly apiKey: string;
  readonly writers: number;
  readonly readers: number;
  /** Writes a second of each writer. */
  readonly perSecond: number;
  /** Writes that one writer has under way at most, beside one bulk write and one of a shared record. */
  readonly lanes: number;
  /** Records of each lane: the fewer, the more often is each overwritten. */
  readonly ids: number;
  readonly seed: number;
  readonly bulk: boolean;
  /** Keeps the emulator's data in a folder, so that it survives a kill. */
  readonly persistent: boolean;
  readonly consistencyMs: number;
  /** How late what a killed writer sent may take effect, in milliseconds. */
  readonly lateMs: number;
  /** Milliseconds within which writes of several processes to one record are in no certain order; none by default. */
  readonly orderMs?: number;
  /** A folder of the fleet's own when it is left out. */
  readonly log?: LogPlace;
  /** A write that the log did not confirm may be in it, and so have its effect (`writes: deferred`). */
  readonly mayBeLogged?: boolean;
}

/** Milliseconds between two reads of a reader. */
const READ_PAUSE_MS = 10;

/** The service and an application of many processes that write and read all the time: each can be killed. */
export class Fleet {
  readonly podIndex = "docs";
  /** Where its own log is, unless it has another place. */
  readonly logFolder: string;
  readonly log: LogPlace;
  readonly #writers = new Map<string, Child>();
  readonly #readers = new Map<string, Child>();
  readonly #scripts = transpiledScripts();

  private constructor(
    readonly options: FleetOptions,
    readonly folder: string,
    readonly emulator: EmulatorProcess,
    readonly pinecone: Pinecone,
  ) {
    this.logFolder = join(folder, "log");
    this.log = options.log ?? { url: pathToFileURL(this.logFolder).href, env: {} };
  }

  /** Starts the service and makes the pod index, with records in it; nobody writes yet. */
  static async start(options: FleetOptions): Promise<Fleet> {
    const { apiKey, consistencyMs, persistent } = options;
    const folder = mkdtempSync(join(tmpdir(), "podshift-load-"));
    const data = persistent ? { data: join(folder, "emulator") } : {};
    const emulator = await EmulatorProcess.start({ apiKey, consistencyMs, ...data });
    const fleet = new Fleet(options, folder, emulator, new Pinecone({ apiKey, controllerHostUrl: emulator.url }));
    await fleet.#makePodIndex();
    return fleet;
  }

  get logUrl(): string {
    return this.log.url;
  }

  get lanes(): Lane[] {
    return this.writerNames.flatMap((writer) => lanesOf(writer, this.options.lanes, this.options.ids));
  }

  get writerNames(): string[] {
    return Array.from({ length: this.options.writers }, (_, n) => `w${n}`);
  }

  /** Starts the writers and readers. The log must be open. */
  async begin(): Promise<void> {
    const readers = Array.from({ length: this.options.readers }, (_, n) => this.#startReader(`r${n}`));
    await Promise.all([...this.writerNames.map((name) => this.startWriter(name)), ...readers]);
  }

  /** Starts a writer; one that was killed goes on where it was. */
  async startWriter(name: string): Promise<void> {
    const { apiKey, perSecond, lanes, ids, seed, bulk, consistencyMs, lateMs, mayBeLogged = false } = this.options;
    const journal = this.#journal(name);
    const options: WriterOptions = {
      ...{ name, apiKey, perSecond, lanes, ids, seed, bulk, journal, mayBeLogged },
      ...{ controlPlane: this.emulator.url, podHost: await this.host(this.podIndex), log: this.logUrl },
      settleMs: consistencyMs * 2,
      startAfterMs: existsSync(journal) ? lateMs : 0,
    };
    const { child } = await this.#script(name, "writerProcess.js", options);
    this.#writers.set(name, child);
  }

  killWriter(name: string): Promise<void> {
    return this.#child(name).kill();
  }

  /** Sends a signal to a writer: SIGSTOP and SIGCONT pause it. */
  signalWriter(name: string, signal: NodeJS.Signals): void {
    this.#child(name).process.kill(signal);
  }

  /** Ends all writers and readers; what they still had under way is over then. Fails when one ended by itself. */
  async quiet(): Promise<void> {
    const ends = await Promise.allSettled(
      [...this.#writers.values(), ...this.#readers.values()].map((each) => each.stop()),
    );
    this.#writers.clear();
    const failed = ends.flatMap((end) => (end.status === "rejected" ? [String(end.reason)] : []));
    if (failed.length > 0) throw new Error(failed.join("\n"));
  }

  attempts(): Attempt[] {
    return this.writerNames.flatMap((name) => readJournal(this.#journal(name)));
  }

  /** What all readers counted. */
  reads(): ReadCounts {
    const all = [...this.#readers.keys()].map(
      (name) => JSON.parse(readFileSync(this.#counts(name), "utf8")) as ReadCounts,
    );
    const errors: Record<string, number> = {};
    for (const each of all)
      for (const [error, n] of Object.entries(each.errors)) errors[error] = (errors[error] ?? 0) + n;
    return {
      reads: all.reduce((sum, { reads }) => sum + reads, 0),
      failed: all.reduce((sum, { failed }) => sum + failed, 0),
      longestPauseMs: Math.max(0, ...all.map(({ longestPauseMs }) => longestPauseMs)),
      errors,
    };
  }

  /** Compares journals and indexes; to be called when all is quiet. `other`: an index that must hold the same records. */
  async verdict(active: string, other?: string): Promise<Verdict> {
    await delay(this.options.consistencyMs * 2 + this.options.lateMs);
    return judge({
      lanes: this.lanes,
      attempts: this.attempts(),
      orderMs: this.options.orderMs ?? 0,
      active: viewOf(this.pinecone.index({ host: await this.host(active) })),
      ...(other === undefined ? {} : { other: viewOf(this.pinecone.index({ host: await this.host(other) })) }),
    });
  }

  async host(name: string): Promise<string> {
    return (await this.pinecone.describeIndex(name)).host;
  }

  /** Ends every process, whatever became of it, and removes the folder. */
  async dispose(): Promise<void> {
    await Promise.all([...this.#writers.values(), ...this.#readers.values()].map((each) => each.kill()));
    await this.emulator.kill();
    this.#scripts.dispose();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }

  async #startReader(name: string): Promise<void> {
    const options: ReaderOptions = {
      ...{ name, apiKey: this.options.apiKey, controlPlane: this.emulator.url, log: this.logUrl },
      ...{ podHost: await this.host(this.podIndex), counts: this.#counts(name), pauseMs: READ_PAUSE_MS },
    };
    const { child } = await this.#script(name, "readerProcess.js", options);
    this.#readers.set(name, child);
  }

  async #makePodIndex(): Promise<void> {
    const pod = { environment: "us-east-1-aws", podType: "p1.x1", pods: 1 };
    const metric = "cosine" as const;
    await this.pinecone.createIndex({
      name: this.podIndex,
      dimension: DIMENSION,
      metric,
      spec: { pod },
      waitUntilReady: true,
    });
    const index = this.pinecone.index({ host: await this.host(this.podIndex) });
    for (const { ns, ids } of [...this.lanes.flatMap(placesOf), STEADY]) {
      const records = ids.flatMap((id) => {
        const content = baseContent(ns, id);
        return content === undefined ? [] : [{ id, values: [...content.values], metadata: content.metadata }];
      });
      await index.upsert({ namespace: ns, records });
    }
  }

  #script(name: string, file: string, options: object): Promise<{ child: Child }> {
    return Child.start(name, [join(this.#scripts.folder, file), JSON.stringify(options)], this.log.env);
  }

  #child(name: string): Child {
    const child = this.#writers.get(name);
    if (child === undefined) throw new Error(`no writer ${name}`);
    return child;
  }

  #journal(name: string): string {
    return join(this.folder, `${name}.jsonl`);
  }

  #counts(name: string): string {
    return join(this.folder, `${name}.json`);
  }
}

import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Index, Pinecone } from "@pinecone-database/pinecone";
import { type Emulator, startEmulator } from "pinecone-emulator";
import { captureWrites, endCapture } from "../../../provider/src/capture";
import { systemClock } from "../../../provider/src/util/clock";
import type { Control, ControlRecord, LogTimes, WriteMode } from "../../../provider/src/writeLog/control";
import type { Entry } from "../../../provider/src/writeLog/entry";
import { openLog } from "../../../provider/src/writeLog/openLog";
import { START } from "../../../provider/src/writeLog/position";
import { LogReader } from "../../../provider/src/writeLog/reader";

/** Short enough for a test, long enough for a busy machine. */
const TIMES: LogTimes = { leaseMs: 900, fenceMs: 30_000, settleMs: 0, lateMs: 400 };

/** Both indexes, a log that knows them, and the application's client. */
export class CaptureStage {
  readonly client: Pinecone;
  readonly logUrl: string;
  readonly control: Control;
  readonly #reader: LogReader;
  readonly #captured: object[] = [];

  private constructor(
    readonly emulator: Emulator,
    readonly folder: string,
  ) {
    this.client = new Pinecone({ apiKey: "app", controllerHostUrl: emulator.url, maxRetries: 0 });
    this.logUrl = pathToFileURL(folder).href;
    const { store, control } = openLog(this.logUrl, { clock: systemClock, nonce: randomUUID });
    this.control = control;
    this.#reader = new LogReader(store, control);
  }

  static async start(): Promise<CaptureStage> {
    const emulator = await startEmulator();
    const stage = new CaptureStage(emulator, await mkdtemp(join(tmpdir(), "podshift-capture-")));
    const shared = { dimension: 2, metric: "cosine" } as const;
    const pod = { environment: "us-east-1-aws", podType: "p1.x1", pods: 1 };
    await stage.client.createIndex({ name: "docs", ...shared, spec: { pod } });
    const serverless = { cloud: "aws", region: "us-east-1" } as const;
    await stage.client.createIndex({ name: "docs-serverless", ...shared, spec: { serverless } });
    return stage;
  }

  async stop(): Promise<void> {
    for (const index of this.#captured) await endCapture(index);
    await this.emulator.stop();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Begins the log; both indexes are known to it. */
  async begin(writes: WriteMode = "mirrored", times: Partial<LogTimes> = {}): Promise<void> {
    await this.control.begin({ writes, pod: await this.place("docs"), times: { ...TIMES, ...times } });
    const serverless = await this.place("docs-serverless");
    await this.control.swap(() => ({ serverless }));
  }

  /** The application's line. */
  async capture(options: { readonly name?: string } = {}): Promise<Index> {
    const index = await captureWrites(this.client.index("docs"), {
      log: this.logUrl,
      connect: (place) => this.client.index({ host: place.host }),
      ...options,
    });
    this.#captured.push(index);
    return index;
  }

  /** An index past capture. */
  async direct(name: string): Promise<Index> {
    return this.client.index({ host: (await this.place(name)).host });
  }

  async place(name: string): Promise<{ name: string; host: string }> {
    return { name, host: (await this.client.describeIndex(name)).host };
  }

  /** Swaps the control record. */
  async swap(change: Partial<ControlRecord>): Promise<void> {
    await this.control.swap(() => change);
  }

  /** What the log holds, writer by writer. */
  async entries(): Promise<Entry[]> {
    const entries: Entry[] = [];
    for await (const segment of this.#reader.read(START)) entries.push(...segment.entries);
    return entries;
  }

  /** Entries without what differs from run to run. */
  async logged(): Promise<object[]> {
    return (await this.entries()).map(({ v, t, n, w, e, ...rest }) => plain(rest));
  }

  /** Requests that write, as "index path". */
  get sent(): string[] {
    return this.emulator.journal
      .filter(({ index, path }) => index !== undefined && /^\/(vectors\/(upsert|update|delete)|namespaces)$/.test(path))
      .map(({ index, path }) => `${index} ${path}`);
  }
}

/** Float32 arrays as plain ones. */
function plain(entry: object): object {
  return Object.fromEntries(
    Object.entries(entry).map(([key, value]) => [key, value instanceof Float32Array ? Array.from(value) : value]),
  );
}

/** A stage for each test of a suite. */
export function eachOnCaptureStage(): () => CaptureStage {
  let stage: CaptureStage | undefined;
  beforeEach(async () => {
    stage = await CaptureStage.start();
  });
  afterEach(async () => {
    await stage?.stop();
    stage = undefined;
  });
  return () => {
    if (stage === undefined) throw new Error("no stage outside a test");
    return stage;
  };
}

export { until } from "../../support/until";

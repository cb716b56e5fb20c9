import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { Pinecone } from "@pinecone-database/pinecone";
import type { MigrationConfig } from "podshift";
import { InlineStack } from "../inlineStack";
import { Child } from "../load/child";
import { SERVERLESS } from "../load/drive";
import { EmulatorProcess } from "../load/emulatorProcess";
import { viewOf } from "../load/indexView";
import { type Attempt, readJournal } from "../load/journal";
import { judge, type Problem } from "../load/judge";
import { baseContent, lanesOf, placesOf, STEADY } from "../load/lanes";
import { DIMENSION } from "../load/operation";
import type { WriterOptions } from "../load/options";
import { transpiledScripts } from "../load/scripts";
import { loopbackOnlyEnv } from "../loopbackOnly";
import { API_KEY, type PodIndexFixture } from "../podIndexFixture";
import type { RunningCommand } from "../stack";
import { stateBackend } from "../stateBackend";
import type { Gate, PlacedPin } from "./gate";

export type Phase = MigrationConfig["phase"];
/** Phases whose end is a starting state, in the order of the walk; `none`: nothing was run yet. */
export const BASES = ["none", "assess", "capture", "copy", "cutover"] as const;
export type Base = (typeof BASES)[number];

/** Seconds of the stack file: a tenth of the default where waiting for them would take most of a cell's time. */
export const TIMING = { leaseSeconds: 1.5, lateSeconds: 1, settleSeconds: 0, holdSeconds: 2, fenceSeconds: 6 } as const;
export const POD = "docs";
export const COLLECTION = "docs-collection";
const WRITER = "w0";
const CONSISTENCY_MS = 30;
const LANES = { lanes: 1, ids: 12 };

/** What is left behind: enough to say where a migration stands. */
export interface Left {
  /** Phase that the stack's state holds; "none" before the first. */
  readonly phase: string;
  /** Operations that the state holds as begun and not ended. */
  readonly pending: number;
  readonly indexes: readonly string[];
  readonly collections: readonly string[];
  /** Who serves, as the log has it; "pod" before there is one. */
  readonly active: string;
  /** The log's control record: none, open, fenced, closed. */
  readonly log: string;
}

/** Knows the command that runs, so that it can be killed. */
class MatrixStack extends InlineStack {
  last: RunningCommand | undefined;

  override start(...args: string[]): RunningCommand {
    this.last = super.start(...args);
    return this.last;
  }

  /** Goes on in the folder of an earlier run. */
  moveTo(folder: string): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
    Object.assign(this, { folder });
    this.env.PULUMI_BACKEND_URL = stateBackend(join(folder, "state"));
  }
}

/** One service, one stack, one log, one application: put back to a starting state before each cell. */
export class Stage {
  readonly #scripts = transpiledScripts();
  #writer: Child | undefined;
  #podHost: string | undefined;
  /** Hosts of the indexes in a starting state: a restart must give them back. */
  readonly #hosts = new Map<Base, string>();

  private constructor(
    readonly root: string,
    readonly emulator: EmulatorProcess,
    readonly stack: MatrixStack,
    readonly pinecone: Pinecone,
    readonly plainEnv: NodeJS.ProcessEnv,
  ) {}

  /** @param root folder of its own; what an earlier run kept there is gone on with: `bases` says what */
  static async start(root: string): Promise<Stage> {
    mkdirSync(join(root, "live"), { recursive: true });
    const kept = keptIn(root);
    const data = join(root, "live", "emulator");
    rmSync(join(data, "emulator.pid"), { force: true });
    const port = kept === undefined ? {} : { port: kept.port };
    const emulator = await EmulatorProcess.start({ apiKey: API_KEY, consistencyMs: CONSISTENCY_MS, data, ...port });
    const fixture = { name: POD, emulator: { url: emulator.url } } as PodIndexFixture;
    const stack = (await MatrixStack.of(fixture, { phase: "assess", writes: "paused" })) as MatrixStack;
    if (kept !== undefined) stack.moveTo(kept.folder);
    const pinecone = new Pinecone({ apiKey: API_KEY, controllerHostUrl: emulator.url });
    const stage = new Stage(root, emulator, stack, pinecone, { ...stack.env });
    if (kept !== undefined) {
      for (const [base, hosts] of Object.entries(kept.hosts)) stage.#hosts.set(base as Base, hosts);
      return stage;
    }
    await stage.#makePodIndex();
    await stage.keep("none");
    return stage;
  }

  /** The starting states that are there. */
  get bases(): readonly Base[] {
    return [...this.#hosts.keys()];
  }

  get logFolder(): string {
    return join(this.root, "live", "log");
  }

  get #journal(): string {
    return join(this.root, "live", "writer.jsonl");
  }

  /** Sets the stack file's phase. */
  set(phase: Phase): void {
    const writeLog = pathToFileURL(this.logFolder).href;
    const parity = { settleSeconds: 0.3, queries: 5 };
    const timeouts = { collectionMinutes: 1, serverlessMinutes: 1 };
    this.stack.set({ phase, writes: "mirrored", timing: TIMING, writeLog, parity, timeouts });
  }

  /** Starts `pulumi up`. */
  async begin(): Promise<RunningCommand> {
    const before = this.stack.last;
    const ended = this.stack.up();
    ended.catch(() => undefined);
    while (this.stack.last === before || this.stack.last === undefined) await delay(2);
    return { child: this.stack.last.child, ended };
  }

  /** kill -9 of the command that runs. */
  endCommand(): void {
    this.stack.last?.child.kill("SIGKILL");
  }

  /** Environment of the next commands: those of a pin, or plain ones. */
  watch(gate?: Gate, pin?: PlacedPin, record?: string): void {
    const more = gate === undefined ? {} : gate.env(this.plainEnv, pin, record);
    for (const key of Object.keys(this.stack.env)) if (!(key in this.plainEnv)) delete this.stack.env[key];
    Object.assign(this.stack.env, this.plainEnv, more);
  }

  /** @param lagMs reads of a serverless index may lag so long: the application waits for twice that before it deletes by a filter */
  async startWriter(gate?: Gate, again = false, lagMs = CONSISTENCY_MS): Promise<void> {
    const options: WriterOptions = {
      ...{ name: WRITER, apiKey: API_KEY, perSecond: 8, ...LANES, seed: 1, bulk: true, journal: this.#journal },
      ...{ controlPlane: this.emulator.url, podHost: await this.#hostOfPod(), log: pathToFileURL(this.logFolder).href },
      ...{ settleMs: lagMs * 2, mayBeLogged: false },
      startAfterMs: again ? TIMING.lateSeconds * 1_000 : 0,
    };
    const env = gate === undefined ? {} : gate.env(loopbackOnlyEnv());
    const args = [join(this.#scripts.folder, "writerProcess.js"), JSON.stringify(options)];
    this.#writer = (await Child.start(WRITER, args, env)).child;
  }

  /** The same in every starting state; the index itself may be gone by the time an application begins again. */
  async #hostOfPod(): Promise<string> {
    this.#podHost ??= await this.host(POD);
    return this.#podHost;
  }

  async killWriter(): Promise<void> {
    await this.#writer?.kill();
    this.#writer = undefined;
  }

  get hasWriter(): boolean {
    return this.#writer !== undefined;
  }

  /** Ends the writer; what it had under way is over then. "" or why it didn't end well. */
  async quiet(): Promise<string> {
    const writer = this.#writer;
    this.#writer = undefined;
    if (writer === undefined) return "";
    return Promise.race([
      writer.stop().then(
        () => "",
        (error: Error) => error.message,
      ),
      delay(20_000).then(async () => {
        await writer.kill();
        return "the writer did not end within 20 s";
      }),
    ]);
  }

  attempts(): Attempt[] {
    return readJournal(this.#journal);
  }

  /** What was lost, or came back, on the index that serves. To be called when all is quiet. */
  async problems(): Promise<readonly Problem[]> {
    await delay(CONSISTENCY_MS * 2 + TIMING.lateSeconds * 1_000);
    const active = this.left().active === "serverless" ? SERVERLESS : POD;
    const lanes = lanesOf(WRITER, LANES.lanes, LANES.ids);
    const view = viewOf(this.pinecone.index({ host: await this.host(active) }));
    return (await judge({ lanes, attempts: this.attempts(), active: view })).problems;
  }

  async host(name: string): Promise<string> {
    return (await this.pinecone.describeIndex(name)).host;
  }

  /** All hosts of indexes by name. */
  async hosts(): Promise<Record<string, string>> {
    const { indexes = [] } = await this.pinecone.listIndexes();
    return Object.fromEntries(indexes.map(({ name, host }) => [name, host]));
  }

  /** Names of what exists in the service. */
  async inService(): Promise<Pick<Left, "indexes" | "collections">> {
    const [{ indexes = [] }, { collections = [] }] = await Promise.all([
      this.pinecone.listIndexes(),
      this.pinecone.listCollections(),
    ]);
    return { indexes: indexes.map(({ name }) => name).sort(), collections: collections.map(({ name }) => name).sort() };
  }

  /** What the stack's state and the log say. */
  left(): Omit<Left, "indexes" | "collections"> {
    const record = lastRecord(join(this.logFolder, "control"));
    return { ...stateOf(this.stack.folder), active: record?.active ?? "pod", log: record?.state ?? "none" };
  }

  /** Keeps how things stand as a starting state. Nothing may be running but the service. */
  async keep(base: Base): Promise<void> {
    this.#hosts.set(base, JSON.stringify(await this.hosts()));
    await this.emulator.kill();
    const to = join(this.root, base);
    rmSync(to, { recursive: true, force: true, maxRetries: 5 });
    cpSync(join(this.root, "live"), join(to, "live"), { recursive: true });
    for (const name of STACK_PARTS) {
      const from = join(this.stack.folder, name);
      if (existsSync(from)) cpSync(from, join(to, name), { recursive: true });
    }
    const port = Number(new URL(this.emulator.url).port);
    const kept: Kept = { port, folder: this.stack.folder, hosts: Object.fromEntries(this.#hosts) };
    writeFileSync(join(this.root, KEPT), JSON.stringify(kept));
    await this.emulator.restart();
  }

  /** Puts everything back to a starting state. */
  async restore(base: Base): Promise<void> {
    await this.killWriter();
    await this.emulator.kill();
    const from = join(this.root, base);
    rmSync(join(this.root, "live"), { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
    cpSync(join(from, "live"), join(this.root, "live"), { recursive: true });
    for (const name of STACK_PARTS) {
      rmSync(join(this.stack.folder, name), { recursive: true, force: true, maxRetries: 5 });
      if (existsSync(join(from, name))) cpSync(join(from, name), join(this.stack.folder, name), { recursive: true });
    }
    this.watch();
    this.#forgetProcess();
    await this.#restartAtSameHosts(base);
  }

  /** Another process of the machine may have one of its ports for a moment. */
  async #restartAtSameHosts(base: Base): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.emulator.restart();
        await this.emulator.clearFaults();
        if (JSON.stringify(await this.hosts()) === this.#hosts.get(base)) return;
      } catch (error) {
        if (attempt === 10) throw error;
      }
      if (attempt === 10) throw new Error("a port of the service is taken by another process");
      await this.emulator.kill();
      rmSync(join(this.root, "live", "emulator"), { recursive: true, force: true, maxRetries: 5 });
      cpSync(join(this.root, base, "live", "emulator"), join(this.root, "live", "emulator"), { recursive: true });
      this.#forgetProcess();
      await delay(1_000);
    }
  }

  /** The number of the process that had the data folder when it was copied: another process may have it by now. */
  #forgetProcess(): void {
    rmSync(join(this.root, "live", "emulator", "emulator.pid"), { force: true });
  }

  /** Ends what runs; the starting states stay. */
  async dispose(): Promise<void> {
    await this.killWriter();
    await this.emulator.kill();
    this.#scripts.dispose();
  }

  async #makePodIndex(): Promise<void> {
    const pod = { environment: "us-east-1-aws", podType: "p1.x1", pods: 1 };
    await this.pinecone.createIndex({
      ...{ name: POD, dimension: DIMENSION, metric: "cosine", spec: { pod }, waitUntilReady: true },
    });
    const index = this.pinecone.index({ host: await this.host(POD) });
    for (const { ns, ids } of [...lanesOf(WRITER, LANES.lanes, LANES.ids).flatMap(placesOf), STEADY]) {
      const records = ids.flatMap((id) => {
        const content = baseContent(ns, id);
        return content === undefined ? [] : [{ id, values: [...content.values], metadata: content.metadata }];
      });
      await index.upsert({ namespace: ns, records });
    }
  }
}

/** What a run leaves in its folder for the next. */
interface Kept {
  readonly port: number;
  /** The stack's. */
  readonly folder: string;
  readonly hosts: Readonly<Partial<Record<Base, string>>>;
}

const KEPT = "kept.json";

function keptIn(root: string): Kept | undefined {
  const file = join(root, KEPT);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Kept) : undefined;
}

/** Of the project's folder: what a run changes. */
const STACK_PARTS = ["state", "stacks", ".podshift"];

function lastRecord(folder: string): { active: string; state: string } | undefined {
  if (!existsSync(folder)) return undefined;
  const last = readdirSync(folder)
    .filter((name) => /^\d+\.json$/.test(name))
    .sort()
    .at(-1);
  return last === undefined ? undefined : JSON.parse(readFileSync(join(folder, last), "utf8"));
}

interface StateFile {
  readonly checkpoint?: {
    readonly latest?: {
      readonly resources?: readonly { readonly type: string; readonly inputs?: { readonly phase?: string } }[];
      readonly pending_operations?: readonly unknown[];
    };
  };
}

/** The file backend's own file: asking the CLI takes half a second of processor. */
function stateOf(folder: string): Pick<Left, "phase" | "pending"> {
  const file = join(folder, "state", ".pulumi", "stacks", "podshift", "test.json");
  const { checkpoint } = JSON.parse(readFileSync(file, "utf8")) as StateFile;
  const { resources = [], pending_operations = [] } = checkpoint?.latest ?? {};
  const preflight = resources.find(({ type }) => type.endsWith("pinecone:Preflight"));
  return { phase: preflight?.inputs?.phase ?? "none", pending: pending_operations.length };
}

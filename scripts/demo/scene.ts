import { randomBytes } from "node:crypto";
import { type DemoFolder, writeNote } from "./demoFolder";
import { type RunningEmulator, startEmulatorProcess } from "./emulatorProcess";
import { PRACTICE_INDEX, PRACTICE_RECORDS } from "./goOnByHand";
import { createPodIndex } from "./loadRecords";
import { type Pulumi, pulumiIn } from "./pulumi";
import { ASKED_WORDS } from "./questions";
import { createStack, stackVariables } from "./stack";
import { forReading } from "./stackFile";
import { INTRODUCTION } from "./story";
import { seconds, type Terminal } from "./terminal";
import { NAMESPACES } from "./wordRecords";
import { loadWordVectors, type WordVectors } from "./wordVectors";

export const POD_INDEX = "words";

export interface SceneOptions {
  readonly root: string;
  readonly cache: string;
  /** For child processes: has the Pulumi CLI on PATH. */
  readonly env: NodeJS.ProcessEnv;
  readonly records: number;
  readonly keep: boolean;
  readonly folder: DemoFolder;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

/** What took how long, in milliseconds. */
export interface Timing {
  readonly what: string;
  readonly preview?: number;
  readonly took: number;
}

/** Everything that is there before the first step. */
export interface Scene {
  readonly folder: DemoFolder;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  readonly pulumi: Pulumi;
  readonly emulator: RunningEmulator;
  readonly vectors: WordVectors;
  /** Where the pod index is. */
  readonly podHost: string;
  /** What the printed commands need in their environment. */
  readonly variables: Readonly<Record<string, string>>;
  readonly timings: Timing[];
}

/** Starts the emulator, fills a pod index with words, and makes the stack. */
export async function prepareScene(options: SceneOptions): Promise<Scene> {
  const { root, folder, terminal, signal, records } = options;
  const began = Date.now();
  terminal.heading("The scene");
  const [emulator, vectors] = await Promise.all([
    startEmulator(root, folder),
    loadWordVectors(options.cache, { count: records, others: ASKED_WORDS, log: terminal.line, signal }),
  ]);
  signal.throwIfAborted();
  terminal.line(`An emulator of the vector database listens on ${emulator.controlPlane}: nothing leaves this machine.`);

  const variables = stackVariables(folder, randomBytes(9).toString("hex"));
  const env = { ...options.env, ...variables, TMPDIR: folder.temporary };
  const pulumi = pulumiIn(root, { env, terminal, signal });
  const [podHost, stackText] = await bothEnded(
    fillPodIndexes(options, emulator, vectors),
    createStack(pulumi, folder, { podIndex: POD_INDEX, connection: emulator }),
  );
  terminal.line(INTRODUCTION.join("\n"));
  terminal.line(`\nThe stack file, stacks/Pulumi.demo.yaml:\n`);
  terminal.line(forReading(stackText).replace(/^/gm, "  ").trimEnd());
  const timings = [{ what: "scene: emulator, records, stack", took: Date.now() - began }];
  return { folder, terminal, signal, pulumi, emulator, vectors, podHost, variables, timings };
}

/** As `Promise.all`, but a failure waits for the other: nothing may write to the demo's folder once it is removed. */
async function bothEnded<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([first, second]);
  return [await first, await second];
}

/** Noted at once, so that it can be ended whatever happens next. */
async function startEmulator(root: string, folder: DemoFolder): Promise<RunningEmulator> {
  const apiKey = `demo-${randomBytes(16).toString("hex")}`;
  const onStart = (emulatorPid: number) => writeNote(folder, { pid: process.pid, emulatorPid });
  return startEmulatorProcess(root, { apiKey, log: folder.emulatorLog, onStart });
}

async function fillPodIndexes(
  { terminal, records, signal, keep }: SceneOptions,
  emulator: RunningEmulator,
  vectors: WordVectors,
): Promise<string> {
  const began = Date.now();
  const host = await createPodIndex(emulator, POD_INDEX, { vectors, count: records, signal });
  if (keep) await createPodIndex(emulator, PRACTICE_INDEX, { vectors, count: PRACTICE_RECORDS, signal });
  const namespaces = NAMESPACES.map((name) => (name === "" ? "the default one" : `\`${name}\``)).join(", ");
  terminal.line(
    `The pod index \`${POD_INDEX}\` holds ${records.toLocaleString("en-US")} English words, the most common ones, as vectors of ` +
      `their meaning (${seconds(Date.now() - began)}).`,
  );
  terminal.line(
    `Namespaces: ${namespaces}. Metadata: word, rank, length, letter, tags. Every tenth word has sparse values.\n`,
  );
  return host;
}

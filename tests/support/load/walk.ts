import { setTimeout as delay } from "node:timers/promises";
import type { MigrationConfig } from "podshift";
import { API_KEY } from "../podIndexFixture";
import type { RunningCommand } from "../stack";
import { countWrites, type WriteCounts } from "./counts";
import { SERVERLESS } from "./drive";
import { writeFaults } from "./faults";
import { Fleet } from "./fleet";
import type { Problem } from "./judge";
import { LoadStack } from "./loadStack";
import type { LogPlace } from "./logPlace";
import type { ReadCounts } from "./options";
import { Seeded } from "./seeded";

/** What is killed with -9, or paused for longer than its lease holds, while the CLI works. */
export const VICTIMS = ["writer", "paused writer", "emulator", "up"] as const;
/** `log`: the way to the log's store is lost, for as long as a lease holds or longer. */
export type Victim = (typeof VICTIMS)[number] | "log";

export interface WalkOptions {
  readonly writes: "mirrored" | "deferred";
  readonly seed: number;
  /** Nobody is hit when it is left out. */
  readonly victim?: Victim;
  /** After `capture`, one after the other; in each the victim is hit once. */
  readonly phases: readonly MigrationConfig["phase"][];
  /** Processes of the application: 3 that write and 1 that reads unless said otherwise. */
  readonly processes?: { readonly writers: number; readonly readers: number };
  /** The log's place: a folder when it is left out. */
  readonly log?: LogPlace;
  /** Looks at the stack at the end, before it is removed. */
  readonly atEnd?: (stack: LoadStack) => Promise<void>;
}

export interface Walk {
  readonly problems: readonly Problem[];
  /** Times that the victim was hit while the CLI was at work. */
  readonly hits: number;
  /** Runs of `up` that a dead service, or a log that nobody reached, made fail, and that were made again. */
  readonly reruns: number;
  readonly writes: WriteCounts;
  /** Only where the service itself was killed may a read have failed. */
  readonly reads: ReadCounts;
  /** Indexes that are left. */
  readonly indexes: readonly string[];
}

const TIMING = { leaseSeconds: 3, lateSeconds: 1, settleSeconds: 0, holdSeconds: 2, fenceSeconds: 6 };
/** Milliseconds into an `up` at which the victim is hit, at least and at most. */
const HIT_MS = [1_500, 9_000] as const;
/** Longer than a lease: the others have declared the process dead when it wakes up. */
const PAUSED_MS = 5_000;
/** Milliseconds for which nobody reaches the log, at least and at most: shorter and longer than a lease. */
const LOST_MS = [500, 5_000] as const;
/** An `up` that a dead service made fail is run again so often. */
const RERUNS = 3;

/** Walks the phases under load by the real CLI, hits the victim in each, goes on as the docs say, and judges. */
export async function walkUnderLoad(options: WalkOptions): Promise<Walk> {
  const { writes, victim, seed, phases, log, processes = { writers: 3, readers: 1 } } = options;
  const fleet = await Fleet.start({
    ...{ apiKey: API_KEY, ...processes, perSecond: 8, lanes: 3, ids: 40, seed, bulk: true },
    ...{ persistent: victim === "emulator", consistencyMs: 30, lateMs: TIMING.lateSeconds * 1_000 },
    ...(log === undefined ? {} : { log, mayBeLogged: writes === "deferred" }),
  });
  let stack: LoadStack | undefined;
  try {
    stack = await LoadStack.of(fleet, { writes, timing: TIMING });
    await stack.reach("capture");
    await fleet.begin();
    await fleet.emulator.setFaults(writeFaults(seed, 0.002));
    const random = new Seeded(seed);
    let [hits, reruns] = [0, 0];
    for (const phase of phases) {
      const step = await walkTo(stack, phase, victim, random);
      if (step.hit) hits += 1;
      reruns += step.reruns;
    }
    await fleet.emulator.clearFaults();
    await fleet.quiet();
    await options.atEnd?.(stack);
    const last = phases.at(-1);
    const { problems } = await fleet.verdict(last === "cutover" || last === "retire" ? SERVERLESS : fleet.podIndex);
    const { indexes = [] } = await fleet.pinecone.listIndexes();
    const [written, read] = [countWrites(fleet.attempts()), fleet.reads()];
    return { problems, hits, reruns, writes: written, reads: read, indexes: indexes.map(({ name }) => name) };
  } finally {
    await stack?.dispose();
    await fleet.dispose();
  }
}

interface Step {
  /** True when the CLI was at work when the victim was hit. */
  readonly hit: boolean;
  readonly reruns: number;
}

async function walkTo(
  stack: LoadStack,
  phase: MigrationConfig["phase"],
  victim: Victim | undefined,
  random: Seeded,
): Promise<Step> {
  stack.set(phase);
  if (victim === undefined) {
    const { code, output } = await stack.stack.up();
    return { hit: false, reruns: code === 0 ? 0 : await rerun(stack, victim, output) };
  }
  const up = stack.start();
  const atWork = await hitDuring(stack, up, victim, random);
  let { code, output } = await up.ended;
  if (victim === "up" && atWork) {
    await delay(1_000);
    ({ code, output } = await stack.goOn());
  }
  return { hit: atWork, reruns: code === 0 ? 0 : await rerun(stack, victim, output) };
}

async function hitDuring(stack: LoadStack, up: RunningCommand, victim: Victim, random: Seeded): Promise<boolean> {
  const atMs = HIT_MS[0] + random.below(HIT_MS[1] - HIT_MS[0]);
  const early = await Promise.race([up.ended.then(() => true), delay(atMs).then(() => false)]);
  if (victim === "up") up.child.kill("SIGKILL");
  else await hit(stack.fleet, victim, random);
  return !early;
}

async function hit(fleet: Fleet, victim: Victim, random: Seeded): Promise<void> {
  const writer = random.pick(fleet.writerNames);
  if (victim === "writer") {
    await fleet.killWriter(writer);
    await fleet.startWriter(writer);
  } else if (victim === "paused writer") {
    fleet.signalWriter(writer, "SIGSTOP");
    await delay(PAUSED_MS);
    fleet.signalWriter(writer, "SIGCONT");
  } else if (victim === "log") {
    await fleet.log.lose?.(LOST_MS[0] + random.below(LOST_MS[1] - LOST_MS[0]));
  } else {
    await fleet.emulator.kill();
    await delay(random.below(1_500));
    await fleet.emulator.restart();
  }
}

/** A service that died, or a log that nobody reaches, may fail an `up`; a writer that died never may. */
async function rerun(stack: LoadStack, victim: Victim | undefined, output: string): Promise<number> {
  const blamed = victim === "emulator" || (stack.fleet.log.lose !== undefined && isOfTheLog(output));
  if (!blamed) throw new Error(`up failed, though only ${victim ?? "nothing"} was hit\n${output}`);
  let last = output;
  for (let n = 1; n <= RERUNS; n += 1) {
    const again = await stack.stack.up();
    if (again.code === 0) return n;
    last = again.output;
  }
  throw new Error(`up failed ${RERUNS + 1} times\n${last}`);
}

/** What an `up` says that could not reach the log, or lost the applier's lease because of that. */
function isOfTheLog(output: string): boolean {
  return output.includes("LOG_UNAVAILABLE") || output.includes("APPLIER_BUSY");
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Problem } from "../load/judge";
import type { CommandResult, RunningCommand } from "../stack";
import type { Column, GoOn, Strike } from "./columns";
import { type Fact, factsIn } from "./evidence";
import { Gate, type PlacedPin } from "./gate";
import { type Seen, seenIn } from "./seen";
import { type Left, type Phase, POD, type Stage } from "./stage";
import { type Step, WALK_PLANS } from "./steps";

/** One command of going on. */
export interface NextCommand {
  readonly command: string;
  readonly exit: number | null;
  readonly code: string;
}

/** What came of one fault at one step. */
export interface CellResult {
  readonly step: string;
  readonly column: string;
  readonly seconds: number;
  /** False: the run ended before it came to the step, so the cell says nothing. */
  readonly reached: boolean;
  /** False: nobody met the fault, so the cell says nothing. */
  readonly struck: boolean;
  /** What the processes met. */
  readonly facts: readonly Fact[];
  readonly exit: number | null;
  /** Ended by the harness, because it did not end by itself. */
  readonly hung: boolean;
  readonly seen: Seen;
  readonly left: Left;
  readonly next: readonly NextCommand[];
  /** The last command did what it was asked for. */
  readonly gotOn: boolean;
  /** Lost, back again, stray: as the judge calls them, each with its record. */
  readonly problems: readonly string[];
  readonly writes: { readonly acked: number; readonly failed: number; readonly unknown: number };
  /** What the harness itself met. */
  readonly trouble: string;
}

/** An `up` that has not ended so many milliseconds after its step hangs; the longest wait of its own is 60 s. */
const HANGS_MS = 150_000;
/** The next command is given up after so many milliseconds. */
const NEXT_MS = 150_000;
const MOST_TRIES = 2;

export async function runCell(stage: Stage, step: Step, column: Column): Promise<CellResult> {
  const began = performance.now();
  const { base, phase } = WALK_PLANS[step.walk];
  await stage.restore(base);
  const gate = new Gate(join(stage.root, "gate"));
  const before = stage.attempts().length;
  if (step.walk !== "assess" && step.walk !== "capture") await stage.startWriter(gate, false, column.lagMs);
  stage.watch(gate, await placed(stage, step));
  stage.set(phase);
  const run = await stage.begin();
  const reached = await gate.reached(run.ended);
  const provider = reached ? providerOf(gate) : 0;
  const ended = reached
    ? await struck(stage, step, column, gate, run, provider)
    : { ...(await run.ended), hung: false, struck: false };
  const left = { ...stage.left(), ...(await stage.inService()) };
  stage.watch();
  const next = reached ? await goOn(stage, column.goOn(step), phase, ended) : [];
  const gotOn = reached && (next.at(-1)?.exit ?? ended.code) === 0;
  end(provider);
  const trouble = await stage.quiet();
  const problems = await judged(stage);
  return {
    ...{ step: step.name, column: column.name, seconds: Math.round((performance.now() - began) / 100) / 10 },
    ...{ reached, struck: ended.struck, facts: factsIn(gate.folder) },
    ...{ exit: ended.code, hung: ended.hung, seen: seenIn(ended.output), left, next, gotOn },
    problems: problems.map(({ kind, ns, id, fact }) => `${kind} ${ns}/${id}: ${fact}`),
    ...{ writes: counted(stage, before), trouble },
  };
}

/** Milliseconds between two looks: reads that lag are no loss. */
const JUDGED_AGAIN_MS = [3_000, 10_000];

/** A loss counts only if it is still there when the judge has looked twice more. */
async function judged(stage: Stage): Promise<readonly Problem[]> {
  const look = () =>
    stage.problems().catch((error: Error): Problem[] => [{ kind: "lost", ns: "", id: "", fact: error.message }]);
  let problems = await look();
  for (const ms of JUDGED_AGAIN_MS) {
    if (problems.length === 0) break;
    await delay(ms);
    problems = await look();
  }
  return problems;
}

type Ended = CommandResult & { readonly hung: boolean; readonly struck: boolean };

async function struck(
  stage: Stage,
  step: Step,
  column: Column,
  gate: Gate,
  run: RunningCommand,
  provider: number,
): Promise<Ended> {
  const strike = await column.strike({ stage, step, gate, up: run.child, provider });
  gate.go(strike.flags);
  const undone = undoOnce(strike);
  let hung = false;
  const limit = setTimeout(() => {
    hung = true;
    run.child.kill("SIGKILL");
    end(provider);
  }, HANGS_MS);
  if (strike.lastsMs !== undefined) void delay(strike.lastsMs, undefined, { ref: false }).then(undone, () => undefined);
  const ended = await run.ended;
  clearTimeout(limit);
  // A killed `up` is over at once: what struck with it isn't.
  await undone();
  return { ...ended, hung, struck: strike.proof({ facts: factsIn(gate.folder), exit: ended.code }) };
}

/** The same promise for both who may ask. */
function undoOnce({ undo }: Strike): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= undo?.() ?? Promise.resolve();
    return done;
  };
}

/** The commands that a user is told to run, until `up` does what it was asked for. */
async function goOn(stage: Stage, how: GoOn, phase: Phase, ended: Ended): Promise<NextCommand[]> {
  const next: NextCommand[] = [];
  const run = async (command: string, ...args: string[]): Promise<boolean> => {
    const { code, output } = await within(stage, () => stage.stack.run(...args));
    next.push({ command, exit: code, code: code === 0 ? "" : seenIn(output).code });
    return code === 0;
  };
  const up = () => run("up", "up", "--yes", "--skip-preview");
  const afterKill = how === "after a killed up" || ended.hung;
  if (ended.code === 0 && how !== "without a pod index") return next;
  if (afterKill) {
    await delay(1_000);
    await run("cancel", "cancel", "--yes");
  }
  if (afterKill || how === "refresh and up") {
    await run("refresh", "refresh", "--yes", "--skip-preview", "--clear-pending-creates");
  }
  if (how === "without a pod index" && (phase === "copy" || ended.code !== 0)) {
    // There is nothing to go back to, and nothing left to retire.
    await run("destroy", "destroy", "--yes", "--skip-preview");
    return next;
  }
  if (how === "without a pod index") stage.set("retire");
  for (let tries = 1; tries <= MOST_TRIES; tries += 1) if (await up()) break;
  return next;
}

async function within(stage: Stage, work: () => Promise<CommandResult>): Promise<CommandResult> {
  const limit = setTimeout(() => stage.endCommand(), NEXT_MS);
  try {
    return await work();
  } finally {
    clearTimeout(limit);
  }
}

async function placed(stage: Stage, step: Step): Promise<PlacedPin> {
  const { index } = step.pin;
  if (index === undefined) return step.pin;
  const pod = new URL(await stage.host(POD)).host;
  return index === POD ? { ...step.pin, host: pod } : { ...step.pin, notHost: pod };
}

/** @throws Error for no number: 0 would be this process and all that it started */
function providerOf({ folder }: Gate): number {
  const pid = Number(readFileSync(join(folder, "reached"), "utf8"));
  if (!Number.isInteger(pid) || pid <= 0) throw new Error(`${folder} names no process`);
  return pid;
}

/** kill -9 of a provider's process that is still there. */
function end(pid: number): void {
  if (pid <= 0) return;
  try {
    if (readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("dynamic-provider")) process.kill(pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}

/** Of this cell: those of the starting state, as many as `before`, are in the journal as well. */
function counted(stage: Stage, before: number): CellResult["writes"] {
  const outcomes = stage
    .attempts()
    .slice(before)
    .map(({ outcome }) => outcome);
  const of = (wanted: string) => outcomes.filter((each) => each === wanted).length;
  return { acked: of("acked"), failed: of("refused"), unknown: of("unknown") };
}

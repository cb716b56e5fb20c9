// How long a cutover holds writes, measured at the writers: processes of an application write to the emulator (a process
// too) by capture while traffic is switched there and back; each way counts as a cutover. The engine is driven directly,
// without Pulumi; `settle` 0 and one replica, so that no time for replicas is in it; a write log in a folder.
// - held: of each switch, the longest that any caller waited for a write that was under way when it was made
// - baseline: of the same writers, the longest wait of a write in a second in which nothing was switched
// Goals: median below 1 s, worst below 3 s, no failed write and no failed read.
//   BENCH_CUTOVERS=20  BENCH_WRITES=300 (a second)  BENCH_MODE=mirrored (or deferred)
import { setTimeout as delay } from "node:timers/promises";
import type { WriteMode } from "../provider/src/writeLog/control";
import { countWrites, isFailure } from "../tests/support/load/counts";
import { Drive, SERVERLESS } from "../tests/support/load/drive";
import { Fleet } from "../tests/support/load/fleet";
import type { Attempt } from "../tests/support/load/journal";
import type { Verdict } from "../tests/support/load/judge";
import { median } from "./summary";

const CUTOVERS = Number(process.env.BENCH_CUTOVERS ?? 20);
const WRITES = Number(process.env.BENCH_WRITES ?? 300);
const MODE: WriteMode = process.env.BENCH_MODE === "deferred" ? "deferred" : "mirrored";
const WRITERS = 4;
/** As the defaults are, but for `settle` and for how late an effect may come: the emulator's never do. */
const TIMES = { leaseMs: 3_000, fenceMs: 6_000, settleMs: 0, lateMs: 1_000 };
const GOAL = { medianMs: 1_000, worstMs: 3_000 };
/** Milliseconds between two switches: it is load that is measured, not a queue. */
const PAUSE_MS = 1_500;

interface Cutover {
  readonly from: number;
  readonly switchedAt: number;
  readonly to: number;
}

async function main(): Promise<void> {
  const fleet = await Fleet.start({
    ...{
      apiKey: "bench",
      writers: WRITERS,
      readers: 2,
      perSecond: WRITES / WRITERS,
      lanes: 8,
      ids: 100,
      seed: 1,
      bulk: false,
    },
    ...{ persistent: false, consistencyMs: 0, lateMs: TIMES.lateMs },
  });
  try {
    const drive = new Drive(fleet, { writes: MODE, times: TIMES, holdMs: 2_000 });
    await drive.beginLog();
    await fleet.begin();
    await drive.copy();
    const cutovers: Cutover[] = [];
    const began = Date.now();
    for (let n = 0; n < CUTOVERS; n += 1) {
      await delay(PAUSE_MS);
      const from = Date.now();
      const { record } = await drive.switchTo(n % 2 === 0 ? "serverless" : "pod");
      cutovers.push({ from, switchedAt: record.switched?.at ?? Number.NaN, to: Date.now() });
    }
    await delay(PAUSE_MS);
    const ended = Date.now();
    await fleet.quiet();
    const verdict = await finalVerdict(drive);
    report(fleet, cutovers, { began, ended }, verdict.problems.length);
  } finally {
    await fleet.dispose();
  }
}

/** In `deferred` the pod index has nothing of what is written while it serves: the copy has, once it is caught up. */
async function finalVerdict(drive: Drive): Promise<Verdict> {
  const { active } = await drive.record();
  if (active === "serverless") return drive.fleet.verdict(SERVERLESS);
  if (MODE === "mirrored") return drive.fleet.verdict(drive.fleet.podIndex);
  await drive.catchUp();
  return drive.fleet.verdict(SERVERLESS);
}

function report(fleet: Fleet, cutovers: readonly Cutover[], span: { began: number; ended: number }, problems: number) {
  const attempts = fleet.attempts().filter(({ asked }) => asked >= span.began && asked <= span.ended);
  const spanning = cutovers.map(({ switchedAt }) => attempts.filter((each) => isUnderWay(each, switchedAt)));
  const longest = spanning.map((writes) => Math.max(0, ...writes.map(waitOf)));
  const acked = attempts.filter(({ outcome }) => outcome === "acked");
  const reads = fleet.reads();
  const failedWrites = attempts.filter(isFailure).length;
  const heldMs = Math.round(median(longest));
  const worstMs = Math.round(Math.max(...acked.map(waitOf)));
  const met = heldMs < GOAL.medianMs && worstMs < GOAL.worstMs && failedWrites + reads.failed + problems === 0;
  const seconds = (span.ended - span.began) / 1_000;
  console.log(
    JSON.stringify({
      name: `writes held by a cutover, ${MODE}`,
      ours: heldMs,
      baseline: Math.round(median(quietSeconds(acked, cutovers, span))),
      unit: "ms",
      against: { kind: "plain", what: "the same writers, longest wait of a second without a switch" },
      worstMs,
      medianOfAllHeldMs: Math.round(median(spanning.flat().map(waitOf))),
      heldWrites: spanning.flat().length,
      goal: GOAL,
      met,
      runs: cutovers.length,
      spread: { ours: [Math.round(Math.min(...longest)), Math.round(Math.max(...longest))] },
      failed: { writes: failedWrites, reads: reads.failed, lost: problems },
      load: {
        writers: WRITERS,
        acknowledgedWrites: acked.length,
        writesPerSecond: Math.round(acked.length / seconds),
        reads: reads.reads,
        longestReadPauseMs: reads.longestPauseMs,
        errors: { ...countWrites(attempts).errors, ...reads.errors },
      },
      settings: { ...TIMES, replicas: 1, bulkWrites: false, drivenBy: "engine, without Pulumi" },
    }),
  );
}

function isUnderWay({ asked, answered, outcome }: Attempt, at: number): boolean {
  return outcome === "acked" && answered !== undefined && asked <= at && at <= answered;
}

function waitOf({ waitedMs }: Attempt): number {
  return waitedMs ?? 0;
}

/** The longest wait in each second in which nothing was switched. */
function quietSeconds(
  acked: readonly Attempt[],
  cutovers: readonly Cutover[],
  { began, ended }: { began: number; ended: number },
) {
  const longest: number[] = [];
  for (let from = began; from + 1_000 <= ended; from += 1_000) {
    if (cutovers.some((each) => each.from < from + 1_000 && from < each.to)) continue;
    const waits = acked.filter(({ asked }) => asked >= from && asked < from + 1_000).map(waitOf);
    if (waits.length > 0) longest.push(Math.max(...waits));
  }
  return longest;
}

void main();

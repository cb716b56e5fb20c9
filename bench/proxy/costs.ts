// The lines of bench/proxy.ts: what calls through the proxy make beside the same ones straight to the service.
import { readFileSync } from "node:fs";
import { type Against, median, summarize } from "../summary";
import type { Taken } from "./leanPair";

/** Pairs of rounds. Short rounds side by side: what else the machine does strikes both. */
const RUNS = Number(process.env.BENCH_RUNS ?? 15);
/** The system counts processor time in hundredths of a second. */
const TICK_MICROSECONDS = 10_000;

/** So many calls, so many of them under way. */
export type Rounds = (parallel: number, calls: number) => Promise<Taken>;

/** One kind of call, both ways. */
export interface Sides {
  /** Its part of a line's name. */
  readonly title: string;
  readonly against: Against;
  readonly direct: Rounds;
  readonly through: Rounds;
  /** Of the proxy. */
  readonly pid: number;
}

interface Round extends Taken {
  /** Microseconds of the proxy's processor time a call. */
  readonly processor: number;
}

/** With 32 calls under way. */
export async function printRates(sides: Sides, answers: string): Promise<void> {
  const { ours, baseline } = await alternate(sides, 32, 400);
  const rates = [ours.map(({ rate }) => rate), baseline.map(({ rate }) => rate)] as const;
  const ratio = paired(...rates, (a, b) => a / b);
  const name = `${sides.title}, 32 under way, ${answers}`;
  const line = summarize(name, ...rates, "calls/s", { atLeast: 0.8 }, sides.against);
  console.log(JSON.stringify({ ...line, ratio, met: ratio >= 0.8 }));
}

/** What the median call takes longer when it is the only one. */
export async function printLatency(sides: Sides): Promise<void> {
  const { ours, baseline } = await alternate(sides, 1, 80);
  const times = [ours.map(({ latency }) => latency), baseline.map(({ latency }) => latency)] as const;
  const added = paired(...times, (a, b) => a - b);
  const name = `median latency, ${sides.title}, 1 under way`;
  const line = summarize(name, ...times, "ms", undefined, sides.against);
  console.log(JSON.stringify({ ...line, added, goal: { addedAtMost: 1 }, met: added <= 1 }));
}

/** Processor time of the proxy a call (Linux): unlike the others it doesn't depend on what else the machine does. */
export async function printProcessor(sides: Sides): Promise<void> {
  const { ours } = await alternate(sides, 32, 400);
  const work = round(median(ours.map(({ processor }) => processor)));
  console.log(JSON.stringify({ name: `processor time, ${sides.title}`, ours: work, unit: "us/call" }));
}

/** The median of what each pair of rounds gives. */
function paired(ours: readonly number[], baseline: readonly number[], of: (a: number, b: number) => number): number {
  return round(median(ours.map((each, at) => of(each, baseline[at] ?? Number.NaN))));
}

function round(value: number): number {
  return Number(value.toFixed(2));
}

/** The order within a pair changes, so that neither side is always second. */
async function alternate({ direct, through, pid }: Sides, parallel: number, calls: number) {
  const [ours, baseline]: [Round[], Round[]] = [[], []];
  for (const rounds of [direct, through]) await rounds(parallel, calls * 2);
  for (let run = 0; run < RUNS; run += 1) {
    for (const rounds of run % 2 === 0 ? [direct, through] : [through, direct]) {
      const worked = processorMicroseconds(pid);
      const taken = await rounds(parallel, calls);
      const processor = (processorMicroseconds(pid) - worked) / calls;
      (rounds === direct ? baseline : ours).push({ ...taken, processor });
    }
  }
  return { ours, baseline };
}

/** By the system's own figure (proc(5): utime and stime, fields 14 and 15). */
function processorMicroseconds(pid: number): number {
  if (process.platform !== "linux") return Number.NaN;
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * TICK_MICROSECONDS;
}

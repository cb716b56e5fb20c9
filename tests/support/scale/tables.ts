import { recordBytes } from "../../../provider/src/migration/apply/batches";
import { BUDGETS } from "../../../provider/src/migration/apply/pacing";
import { bursts } from "./bursts";
import { type Case, type Cases, PROCESSES } from "./cases";
import { count, dollars, hours, range, significant, times } from "./figures";
import { foldHours, SPEEDS, speedAt } from "./measured";
import { AWS, billedBytes, importDollars, logDollars, writeDollars } from "./money";
import { sampleRecord } from "./sampleRecord";
import { DIMENSION, DOCUMENTED, sharesOf, WRITES, WRITES_PER_RECORD } from "./service";

/** A table of docs/scale.md. */
export interface Table {
  readonly name: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const MB = 1_000_000;
const LARGEST = 1_000_000_000;

/** All tables of docs/scale.md. */
export function tablesOf({ single, alone, answers, processes }: Cases): Table[] {
  const tenEven = single.find(({ namespaces, spread }) => namespaces === 10 && spread === "even");
  if (tenEven === undefined) throw new Error("ten namespaces were not simulated");
  return [
    namespaceTable(alone),
    oneProcessTable(single),
    answersTable([...answers, ...single.filter(({ spread }) => spread === "even")]),
    foldTable(tenEven),
    writeDollarsTable(alone),
    logDollarsTable(),
    processesTable(processes),
    burstsTable(),
    tasksTable(alone),
    machineTable(),
  ];
}

function namespaceTable(alone: readonly Case[]): Table {
  return {
    name: "namespace",
    head: [
      ...["dimensions", "records a request", "bytes a record, counted", "sent"],
      ...["podshift, requests/s", "podshift, records/s", "the service's limit, records/s"],
    ],
    rows: alone.map(({ dimension, recordsPerRequest, requestsPerSecond, recordsPerSecond }) => {
      const { sentBytes } = speedAt(dimension);
      const bytes = BUDGETS.bytes / recordsPerSecond;
      return [
        ...[count(dimension), count(recordsPerRequest), significant(bytes), significant(sentBytes)],
        ...[significant(requestsPerSecond), significant(recordsPerSecond), significant(DOCUMENTED.bytes / sentBytes)],
      ];
    }),
  };
}

/** The most that one process brings: what was simulated, or what a processor makes and sends. */
function rateOf({ dimension, recordsPerSecond }: Case): number {
  const { sentMbPerCpuSecond, sentBytes } = speedAt(dimension);
  return Math.min(recordsPerSecond, (sentMbPerCpuSecond * MB) / sentBytes);
}

/** Hours of one process for so many writes. */
function processHours(each: Case, writes: number, writesPerRecord = 1): number {
  return foldHours(each.dimension, writes, writesPerRecord) + writes / writesPerRecord / rateOf(each) / 3_600;
}

/** Writes that one process folds and brings in 24 hours, one of each record. */
function writesInADay(each: Case): number {
  let [below, above] = [0, 1e10];
  for (let halving = 0; halving < 60; halving += 1) {
    const half = (below + above) / 2;
    if (processHours(each, half) > 24) above = half;
    else below = half;
  }
  return below;
}

/** Hours that the budgets of the largest namespace take, if nothing else held it up. */
function leastHours({ namespaces, spread }: Case, records: number, perNamespace: number): number {
  return (records * (sharesOf(namespaces, spread)[0] ?? 1)) / perNamespace / 3_600;
}

function oneProcessTable(single: readonly Case[]): Table {
  const perNamespace = single.find(({ namespaces }) => namespaces === 1)?.recordsPerSecond ?? Number.NaN;
  return {
    name: "one-process",
    head: [
      ...["namespaces", "records a request", "records/s", ...WRITES.map((writes) => `${millions(writes)}, hours`)],
      ...[`${millions(LARGEST)}, the budgets alone, hours`, "in a day, million writes"],
    ],
    rows: single.map((each) => [
      named(each),
      significant(each.recordsPerRequest),
      significant(rateOf(each)),
      ...WRITES.map((writes) => hours(processHours(each, writes))),
      hours(leastHours(each, LARGEST, perNamespace)),
      significant(writesInADay(each) / 1e6),
    ]),
  };
}

function answersTable(cases: readonly Case[]): Table {
  const sorted = cases.filter(({ namespaces }) => namespaces === 10).sort((a, b) => a.answerMs - b.answerMs);
  return {
    name: "answers",
    head: ["the service answers in", "records/s", "without the processor's limit"],
    rows: sorted.map((each) => [
      `${count(each.answerMs)} ms`,
      significant(rateOf(each)),
      significant(each.recordsPerSecond),
    ]),
  };
}

function foldTable(each: Case): Table {
  return {
    name: "fold",
    head: ["writes of a record", ...WRITES.flatMap((writes) => [`${millions(writes)}, hours`, "of them the fold"])],
    rows: WRITES_PER_RECORD.map((perRecord) => [
      count(perRecord),
      ...WRITES.flatMap((writes) => [
        hours(processHours(each, writes, perRecord)),
        hours(foldHours(each.dimension, writes, perRecord)),
      ]),
    ]),
  };
}

function writeDollarsTable(alone: readonly Case[]): Table {
  return {
    name: "write-dollars",
    head: ["dimensions", "bytes billed", ...WRITES.flatMap((records) => [`${millions(records)} upserted`, "imported"])],
    rows: alone.map(({ dimension, recordsPerRequest }) => [
      count(dimension),
      count(billedBytes(dimension)),
      ...WRITES.flatMap((records) => [
        range(writeDollars(dimension, records, recordsPerRequest)),
        dollars(importDollars(dimension, records)),
      ]),
    ]),
  };
}

function logDollarsTable(): Table {
  return {
    name: "log-dollars",
    head: [
      "writes",
      "log, GB",
      "a month of it",
      "PUTs, 1 entry each",
      "PUTs, 100 entries each",
      "read once, 100 a GET",
    ],
    rows: WRITES.map((writes) => {
      const { loggedBytes } = speedAt(DIMENSION);
      const [alone, many] = [logDollars(loggedBytes, writes, 1), logDollars(loggedBytes, writes, 100)];
      return [millions(writes), significant(many.gb), ...[many.month, alone.puts, many.puts, many.gets].map(dollars)];
    }),
  };
}

function processesTable(cases: readonly Case[]): Table {
  return {
    name: "processes",
    head: [
      `order in each of ${PROCESSES} processes, two large namespaces`,
      "records/s, both together",
      "of the two budgets",
    ],
    rows: cases.map(({ order, recordsPerSecond }) => [
      order === "sorted" ? "by namespace" : "a thousand records of each namespace in turn (what is done)",
      significant(recordsPerSecond),
      times(recordsPerSecond / (2 * (BUDGETS.bytes / recordBytes(sampleRecord(DIMENSION))))),
    ]),
  };
}

function burstsTable(): Table {
  return {
    name: "bursts",
    head: [
      "processes with a share each",
      "mean, MB/s",
      "most in a second, begun together, MB",
      "begun apart, MB",
      "in ten seconds, MB/s",
    ],
    rows: bursts().map(({ processes: each, mean, together, apart, tenSeconds }) => [
      count(each),
      ...[mean, together, apart, tenSeconds].map((bytes) => significant(bytes / MB)),
    ]),
  };
}

/** Of each task of the distributed catch-up: one of our processes, which is one core's work, and Spark beside it. */
const TASK = { vcpus: 4, gb: 16 };

function tasksTable(alone: readonly Case[]): Table {
  const { sentMbPerCpuSecond, sentBytes } = speedAt(DIMENSION);
  const sent = (sentMbPerCpuSecond * MB) / sentBytes;
  const perNamespace = alone.find(({ dimension }) => dimension === DIMENSION)?.recordsPerSecond ?? Number.NaN;
  return {
    name: "tasks",
    head: [
      "tasks",
      "made and sent at most, records/s",
      "namespaces that fill it",
      "network, Gbit/s",
      "dollars an hour",
    ],
    rows: [4, 16, 64].map((tasks) => [
      count(tasks),
      significant(sent * tasks),
      significant((sent * tasks) / perNamespace),
      significant((sent * tasks * sentBytes * 8) / 1e9),
      dollars(tasks * (TASK.vcpus * AWS.emrVcpuHour + TASK.gb * AWS.emrGbHour)),
    ]),
  };
}

function machineTable(): Table {
  return {
    name: "machine",
    head: [
      ...["dimensions", "entry in the log, bytes", "folded, entries/s (to 1.5 GB)", "folded, entries/s (to 98 GB)"],
      ...["JSON made, MB per s of a core", "made and sent, MB per s of a core", "that is, records/s"],
    ],
    rows: SPEEDS.map((speed) => [
      ...[speed.dimension, speed.loggedBytes].map(count),
      significant(speed.foldedOncePerSecond),
      speed.foldedTwicePerSecond === undefined ? "–" : significant(speed.foldedTwicePerSecond),
      ...[speed.encodedMbPerCpuSecond, speed.sentMbPerCpuSecond].map(significant),
      significant((speed.sentMbPerCpuSecond * MB) / speed.sentBytes),
    ]),
  };
}

function named({ namespaces, spread }: Case): string {
  return namespaces === 1 ? "1" : `${count(namespaces)}, ${spread}`;
}

function millions(writes: number): string {
  return writes < 1e9 ? `${writes / 1e6} M` : `${writes / 1e9} B`;
}

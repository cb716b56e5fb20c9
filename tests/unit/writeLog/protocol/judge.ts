import type { Active, ControlRecord } from "../../../../provider/src/writeLog/control";
import type { History } from "./history";
import { contentOf } from "./logContent";

/** What is wrong with a history; empty when it holds. */
export interface Outcome {
  readonly seed: number;
  readonly wrong: readonly string[];
  readonly acknowledged: number;
  readonly switches: number;
}

/** What a coordinator said at its end. */
export interface Report {
  readonly run: string;
  readonly goal: Active;
  readonly said: "switched" | "there already" | "failed";
  /** The record when it said so. */
  readonly epoch: number;
}

/** Longer than this no fence may stand while a writer lives and is awake: `fenceMs` of the histories, and some more. */
const STUCK_MS = 4_500;

/** What came of a history that is over. */
export function judge(history: History): Outcome {
  const { acknowledged, files, indexes, leaving, reports, seed, shape, writers, writtenAt } = history;
  const records = recordsOf(files);
  const last = history.record();
  const final = indexes[last.active];
  const missing = [...acknowledged].filter(([id, version]) => (final.get(id) ?? 0) < version);
  const logged = contentOf(files);
  const unlogged = [...acknowledged].filter(([id, version]) => !logged.has(`${id}@${version}`));
  const switches = records.filter((record, at) => at > 0 && record.active !== records[at - 1]?.active);
  const stands = last.state === "fenced" && shape.endMs - (writtenAt.get(pathOf(last.epoch)) ?? 0) > STUCK_MS;
  const awake = shape.endMs - STUCK_MS;
  const alive = writers.some((each) => !each.dead && !leaving.has(each) && each.pausedUntil < awake);
  const wrong = [
    ...missing.map(([id, version]) => `acknowledged and missing on ${last.active}: ${id} version ${version}`),
    ...unlogged.map(([id, version]) => `acknowledged and not in the log: ${id} version ${version}`),
    ...(alive && stands ? [`a fence of epoch ${last.epoch} stands at the end`] : []),
    ...records.flatMap((record, at) => (record.epoch === at + 1 ? [] : [`record ${at + 1} says ${record.epoch}`])),
    ...reports.flatMap((report) => untrue(report, switches, records)),
  ];
  return { seed, wrong, acknowledged: acknowledged.size, switches: switches.length };
}

function untrue(report: Report, switches: readonly ControlRecord[], records: readonly ControlRecord[]): string[] {
  const own = switches.some(({ by, active }) => by.startsWith(`${report.run}-`) && active === report.goal);
  const there = records[report.epoch - 1]?.active === report.goal;
  const lie =
    (report.said === "failed" && own) ||
    (report.said === "switched" && !own) ||
    (report.said === "there already" && !there && !switches.some(({ active }) => active === report.goal));
  return lie ? [`${report.run} said "${report.said}" of ${report.goal}, which is not true`] : [];
}

function recordsOf(files: ReadonlyMap<string, Uint8Array>): ControlRecord[] {
  const paths = [...files.keys()].filter((path) => path.startsWith("control/")).sort();
  return paths.map((path) => recordOf(files.get(path)));
}

/** A control record as it is in the store. */
export function recordOf(file: Uint8Array = new Uint8Array()): ControlRecord {
  return JSON.parse(Buffer.from(file).toString()) as ControlRecord;
}

function pathOf(epoch: number): string {
  return `control/${String(epoch).padStart(12, "0")}.json`;
}

import type { LogHistory } from "../../../../provider/src/migration/logHistory";
import { TimeBins } from "../../../../provider/src/migration/timeBins";
import { DEFAULT_TIMES } from "../../../../provider/src/writeLog/control";

const HOUR_MS = 3_600_000;
const BEGUN = Date.parse("2026-11-17T08:30:00.000Z");
export const ASKED_AT = Date.parse("2026-11-18T10:05:30.000Z");
export const SWITCHED_AT = Date.parse("2026-11-20T13:34:02.000Z");
const READ_AT = Date.parse("2026-11-23T15:00:00.000Z");
const WRITERS = [
  { w: "api-7c9f.1b2c33d0-5a52-4c0b-9d53-0d6e2a7c4f10", ended: false, share: 0.47 },
  { w: "api-9d41.8f0a1c5e-7f5e-44a7-8a4b-b11f0a2f9e02", ended: false, share: 0.45 },
  { w: "jobs-1.2c4c8f9e-9f0f-4a67-8f43-9c1f0f5a1f11", ended: true, share: 0.08 },
];

/** The log of a migration that was switched: a week of writes with nights and a nightly job. */
export function sampleLog(more: Partial<LogHistory> = {}): LogHistory {
  const bins = new TimeBins(240);
  let total = 0;
  for (let at = BEGUN; at < READ_AT; at += 60_000) {
    const hour = (at / HOUR_MS) % 24;
    const daily = 18 + 22 * Math.max(0, Math.sin(((hour - 6) / 24) * 2 * Math.PI));
    const job = hour >= 2 && hour < 2.5 ? 160 : 0;
    const writes = Math.round(daily + job + 6 * Math.sin(at / 500_000));
    for (let n = 0; n < writes; n += 1) bins.add(at, at < SWITCHED_AT ? 0 : 1);
    total += writes;
  }
  const end = { [WRITERS[0]?.w ?? ""]: 61_204, [WRITERS[1]?.w ?? ""]: 59_332 };
  const switched = { epoch: 31, end, at: SWITCHED_AT, heldMs: 412 };
  return {
    url: "file:///srv/podshift/docs",
    record: {
      v: 1,
      log: "c66f9cee-b7c3-4093-a196-0bd82305bb15",
      epoch: 32,
      state: "open",
      active: "serverless",
      writes: "mirrored",
      pod: { name: "docs", host: "docs-1a2b.svc.us-east-1.example" },
      serverless: { name: "docs-serverless", host: "docs-serverless-1a2b.svc.aws.example" },
      writers: Object.fromEntries(WRITERS.map(({ w, ended }) => [w, ended ? { end: 9_000 } : {}])),
      by: "swap",
      floor: 0,
      times: DEFAULT_TIMES,
      soon: false,
      applier: "",
      switched,
    },
    switches: [{ ...switched, to: "serverless" }],
    fencesTakenBack: 1,
    unreadRecords: 0,
    askedAt: [ASKED_AT],
    writers: WRITERS.map(({ w, ended, share }) => ({
      ...{ w, ended, entries: Math.round(total * share) },
      ...{ firstAt: BEGUN + 4_000, lastAt: ended ? SWITCHED_AT - 40 * HOUR_MS : READ_AT - 900 },
      lease: { at: READ_AT, next: 80_000, done: ended ? 80_000 : 79_998, writes: Math.round(total * share), failed: 0 },
    })),
    entries: { total, bulk: 41, bytes: total * 4_310, byTime: bins.result },
    ...more,
  };
}

/** The same log as it was read in `copy`: the pod index serves, catch-up has come some way. */
export function copyingLog(): LogHistory {
  const log = sampleLog();
  const { switched: _none, ...record } = log.record;
  const { widthMs, bins } = log.entries.byTime;
  const byTime = {
    widthMs,
    bins: bins.filter(({ at }) => at < SWITCHED_AT).map(({ at, counts }) => ({ at, counts: counts.slice(0, 1) })),
  };
  return {
    ...log,
    record: { ...record, active: "pod" },
    switches: [],
    entries: { ...log.entries, byTime },
    caughtUp: { waiting: 71, rounds: 12, refused: [] },
  };
}

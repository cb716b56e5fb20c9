import type { ControlRecord } from "../writeLog/control";
import type { OpenLog } from "../writeLog/openLog";
import type { ParityReport } from "./parity/report";
import { snapshotsOf } from "./snapshot";

/** What a log tells of the copy that it goes to. */
export interface CopyInLog {
  /** It names no serverless index while there is none. */
  readonly record: ControlRecord;
  /** When collections were asked for under this log, in milliseconds since 1970. */
  readonly askedAt: readonly number[];
}

/** Why a report is not of the copy that a log goes to. */
export type OtherCopy = "no copy" | "another index" | "earlier copy";

/** @throws LOG_NOT_FOUND */
export async function copyIn(log: OpenLog): Promise<CopyInLog> {
  const record = await log.control.read();
  return { record, askedAt: await snapshotsOf(log, record.log) };
}

/** What was compared may be gone since, or made anew: under its name, and at its host. */
export function otherCopy({ record, askedAt }: CopyInLog, report: ParityReport): OtherCopy | undefined {
  const { serverless } = record;
  const { serverlessIndex, hosts, startedAt } = report;
  if (serverless === undefined) return "no copy";
  if (serverless.name !== serverlessIndex || serverless.host !== hosts.serverless) return "another index";
  return askedAt.some((at) => at > Date.parse(startedAt)) ? "earlier copy" : undefined;
}

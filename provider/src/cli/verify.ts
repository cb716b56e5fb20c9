import { setMaxListeners } from "node:events";
import type { Command } from "commander";
import { PodshiftError } from "../errors";
import type { MigrationContext } from "../migration/context";
import { formatReport } from "../migration/parity/formatReport";
import type { ParityReport } from "../migration/parity/report";
import { systemClock } from "../util/clock";
import type { OpenLog } from "../writeLog/openLog";
import { connected } from "./connection";
import { fitted } from "./fitted";
import { type CliIo, Findings } from "./io";
import { logFor } from "./logFor";
import { progressLine } from "./progressLine";
import { check } from "./verify/check";
import { refuseContradictions, shown, type VerifyOptions, verifyCommand } from "./verify/flags";
import { reportTable } from "./verify/formatVerify";
import { repairRun } from "./verify/repairRun";

/** `podshift verify [podIndex] [serverlessIndex]` */
export function addVerify(program: Command, io: CliIo, write: (text: string) => void): void {
  const command = verifyCommand(program);
  command.action(async (podIndex: string | undefined, serverlessIndex: string | undefined, options: VerifyOptions) => {
    refuseContradictions(command, [podIndex, serverlessIndex], options);
    // Each request under way listens to it, on both sides.
    setMaxListeners(0, io.signal);
    const { speaking, progress, end } = besideProgress(io, write);
    const context: MigrationContext = {
      ...{ client: connected(io), clock: systemClock, signal: io.signal, progress },
      report: (text) => speaking.err(text),
      warn: (text) => speaking.err(`warning: ${text}`),
    };
    const log = options.log === undefined ? undefined : logFor(options.log);
    try {
      const report =
        options.repair === undefined
          ? await checked(speaking, context, { podIndex, serverlessIndex, log }, options)
          : await repairRun(speaking, context, { file: options.repair, log }, options);
      if (report !== undefined && !report.clean) throw different(report, options);
    } finally {
      end();
    }
  });
}

/** Lines that don't run into the progress that stands there. */
function besideProgress(io: CliIo, write: (text: string) => void) {
  const line = progressLine(io, write, () => systemClock.now());
  const after = (say: (text: string) => void) => (text: string) => {
    line.done();
    say(text);
  };
  const err = (text: string) => io.err(fitted(text, io.columns?.err));
  return { speaking: { ...io, out: after(io.out), err: after(err) }, progress: line.show, end: line.done };
}

interface Named {
  readonly podIndex: string | undefined;
  readonly serverlessIndex: string | undefined;
  readonly log: OpenLog | undefined;
}

async function checked(
  io: CliIo,
  context: MigrationContext,
  named: Named,
  options: VerifyOptions,
): Promise<ParityReport> {
  const both = await namesOf(io, named);
  const { report, places } = await check(io, context, { ...both, log: named.log }, options);
  const columns = io.columns?.out;
  shown(io, options, {
    json: report,
    text: () => fitted(formatReport(report, columns), columns),
    table: () => reportTable(report, columns),
  });
  io.err(`report: ${places.report}`);
  return report;
}

/** Both names: as they were given, or as the log's control record has them. */
async function namesOf(io: CliIo, { podIndex, serverlessIndex, log }: Named) {
  const record = await log?.control.read();
  if (record?.active === "serverless") {
    io.err("warning: traffic is on serverless: what was written there since the switch shows as a difference");
  }
  if (podIndex !== undefined && serverlessIndex !== undefined) return { podIndex, serverlessIndex };
  if (record?.serverless === undefined) {
    throw new PodshiftError("PHASE_NOT_ALLOWED", `there is no copy of ${record?.pod.name ?? "the pod index"} yet`, {
      next: "set `phase: copy` and run `pulumi up` first",
    });
  }
  return { podIndex: record.pod.name, serverlessIndex: record.serverless.name };
}

function different({ podIndex, serverlessIndex, verdict }: ParityReport, { repair }: VerifyOptions): Findings {
  return new Findings("PARITY_DIFFERENT", `${podIndex} and ${serverlessIndex} differ: ${verdict}`, {
    facts: { podIndex, serverlessIndex },
    next:
      repair === undefined
        ? "find the cause first; then `podshift verify --repair REPORT` says what would set the serverless index right"
        : "what can't be named can't be repaired: check with `--ids FILE`, or copy anew",
  });
}

import type { Command } from "commander";
import { PodshiftError } from "../errors";
import { readyServerless } from "../migration/activeIndex";
import type { MigrationContext } from "../migration/context";
import { describePod } from "../migration/podIndex";
import { onTheWay } from "../migration/ways/ways";
import { systemClock } from "../util/clock";
import { plural } from "../util/format";
import { connected } from "./connection";
import type { CliIo } from "./io";
import { logFor } from "./logFor";
import { progressLine } from "./progressLine";

interface CatchUpOptions {
  readonly follow?: true;
  readonly json?: true;
}

/** `podshift catch-up <url> [--follow]` */
export function addCatchUp(program: Command, io: CliIo, write: (text: string) => void): void {
  program
    .command("catch-up")
    .summary("brings logged writes to the serverless index; with --follow keeps the backlog small")
    .description(
      "The same as the CatchUp resource does in `pulumi up`, between its runs. Only one run at a time writes to the index " +
        "that does not serve: the next `pulumi up` waits until this one is stopped.",
    )
    .argument(
      "<log>",
      "the write log's URL, as `writeLog` in the stack file: file:///srv/podshift/docs or s3://bucket/prefix",
    )
    .option("--follow", "go on until Ctrl-C")
    .option("--json", "the result as one JSON object, when it ends")
    .addHelpText(
      "after",
      "\nThe key comes from PINECONE_API_KEY.\n\nExample:\n  podshift catch-up file:///srv/podshift/docs --follow",
    )
    .action(async (url: string, { follow, json }: CatchUpOptions) => {
      const line = progressLine(io, write, () => systemClock.now());
      const context: MigrationContext = {
        ...{ client: connected(io), clock: systemClock, signal: io.signal },
        progress: (text) => line.show(text),
        report: (text) => (json ? io.err : io.out)(text),
        warn: (text) => io.err(`warning: ${text}`),
      };
      const log = logFor(url);
      const { pod, serverless, active } = await log.control.read();
      if (active === "serverless") throw nothingToDo(pod.name);
      if (serverless === undefined) throw noCopyYet(pod.name);
      const between = {
        log,
        pod: await describePod(context, pod.name),
        serverless: await readyServerless(context, serverless.name),
      };
      await onTheWay(context, between, "serverless", async (way) => {
        await (follow ? way.follow() : way.catchUp()).finally(line.done);
        const { records, rounds, backlog } = way.summary();
        if (json) io.out(JSON.stringify({ records, rounds, backlog }));
        else io.out(`caught up: ${plural(records, "record")} brought over in ${plural(rounds, "round")}`);
      });
    });
}

function nothingToDo(podIndex: string): PodshiftError {
  return new PodshiftError(
    "PHASE_NOT_ALLOWED",
    `traffic of ${podIndex} is on serverless: nothing is to be brought there`,
    {
      next: "`phase: copy` and `pulumi up` go back; the rollback brings over what it needs",
    },
  );
}

function noCopyYet(podIndex: string): PodshiftError {
  return new PodshiftError("PHASE_NOT_ALLOWED", `there is no copy of ${podIndex} yet to bring writes to`, {
    next: "set `phase: copy` and run `pulumi up` first",
  });
}

import type { Command } from "commander";
import { plural } from "../../util/format";
import { planPurge, purge } from "../../writeLog/purge";
import type { CliIo } from "../io";
import { logFor } from "../logFor";
import { stoppable } from "./stopping";

interface PurgeOptions {
  readonly yes?: true;
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  podshift log purge file:///srv/podshift/docs         says what it would remove
  podshift log purge file:///srv/podshift/docs --yes   removes it`;

/** `podshift log purge <url>` */
export function addPurge(log: Command, io: CliIo): void {
  log
    .command("purge")
    .summary("remove what a closed log left behind")
    .description(
      "Removes segments and leases of a closed log; a log that is in use is refused. The control records stay: " +
        "applications read from them which index serves. Without --yes nothing is removed.",
    )
    .argument("<log>", "the write log's URL: file:///srv/podshift/docs or s3://bucket/prefix")
    .option("--yes", "remove them")
    .option("--json", "one JSON object: what is, or would be, removed")
    .addHelpText("after", EXAMPLES)
    .action((url: string, options: PurgeOptions) => stoppable(io, () => run(url, options, io)));
}

async function run(url: string, { yes, json }: PurgeOptions, io: CliIo): Promise<void> {
  const log = logFor(url);
  const plan = await planPurge(log);
  if (yes) await purge(log.store, plan, io.signal);
  if (json) {
    io.out(JSON.stringify({ removed: yes === true, ...plan }));
    return;
  }
  const unfinished = plan.unfinished.length === 0 ? "" : `, and ${plural(plan.unfinished.length, "unfinished file")},`;
  const what = `${plural(plan.segments.length, "segment")} and ${plural(plan.leases.length, "lease")}${unfinished} of ${url}`;
  io.out(yes ? `removed ${what}` : `would remove ${what}; nothing was changed, --yes does it`);
}

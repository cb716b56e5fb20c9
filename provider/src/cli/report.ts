import { writeFile } from "node:fs/promises";
import type { Command } from "commander";
import { readLogHistory } from "../migration/logHistory";
import { gather } from "../review/report/gather";
import { makeReport, type Report } from "../review/report/report";
import { systemClock } from "../util/clock";
import { formatCount } from "../util/format";
import { PRIVATE_FILE } from "../util/privateFiles";
import { scrub } from "../util/scrub";
import type { CliIo } from "./io";
import { logFor } from "./logFor";

interface ReportOptions {
  readonly assessment?: string;
  readonly log?: readonly string[];
  readonly reports: string;
  readonly state?: string;
  readonly out: string;
  readonly json?: true;
}

const EXAMPLE = `
Example:
  podshift assess --json > assess.json
  pulumi stack export --file state.json
  podshift report --assessment assess.json --state state.json \\
    --log file:///srv/podshift/docs`;

/** `podshift report [pod-index...]` */
export function addReport(program: Command, io: CliIo): void {
  program
    .command("report")
    .summary("one HTML file on a migration: timeline, parity, cost, backlog, findings")
    .description(
      "Writes one HTML file that needs nothing else. Every source may be left out; the file says then what it lacks.\n" +
        "Reads files and the write log only: it needs no key and changes nothing.",
    )
    .argument("[pod-index...]", "only these; all that the sources tell of when left out")
    .option("--assessment <file>", "what `podshift assess --json` printed")
    .option("--log <url>", "a write log; may be given several times", (url: string, before?: readonly string[]) => [
      ...(before ?? []),
      url,
    ])
    .option("--reports <folder>", "where parity reports are, as `reports` in the stack file", ".podshift")
    .option("--state <file>", "what `pulumi stack export` wrote")
    .option("--out <file>", "the file to write", "report.html")
    .option("--json", "what the file says, as one JSON object, to standard output too")
    .addHelpText("after", EXAMPLE)
    .action((only: readonly string[], options: ReportOptions) => report(only, options, io));
}

async function report(only: readonly string[], options: ReportOptions, io: CliIo): Promise<void> {
  const { assessment, log = [], reports, state, out } = options;
  const facts = await gather(
    {
      ...{ only, logs: log, reports },
      ...(assessment === undefined ? {} : { assessment }),
      ...(state === undefined ? {} : { state }),
    },
    { readLog: (url) => readLogHistory(logFor(url), io.signal), now: () => systemClock.now() },
  );
  const made = await makeReport(facts);
  const html = scrub(made.html, [io.env.PINECONE_API_KEY]);
  await writeFile(out, html, { mode: PRIVATE_FILE });
  if (options.json) io.out(scrub(JSON.stringify({ out, ...made.model }), [io.env.PINECONE_API_KEY]));
  else io.out(formatMade(made, out, html.length));
}

function formatMade({ model }: Report, out: string, length: number): string {
  return [
    ...model.migrations.map(({ podIndex, verdict }) => `${podIndex}   ${verdict.title}`),
    `written: ${out} (${formatCount(Math.ceil(length / 1000))} kB)`,
  ].join("\n");
}

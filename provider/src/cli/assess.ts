import type { Command } from "commander";
import { assess } from "../migration/assess";
import type { Assessment, Assessments } from "../migration/assessment";
import { isMadeFrom } from "../migration/gatherFacts";
import type { PineconeClient } from "../pinecone/types";
import { systemClock } from "../util/clock";
import { plural } from "../util/format";
import { type AssessOptions, withFlags } from "./assess/flags";
import { formatAssessment } from "./assess/formatAssessment";
import { measuredTraffic } from "./assess/measured";
import { requestsFor } from "./assess/requests";
import { connected } from "./connection";
import { fitted } from "./fitted";
import { type CliIo, Findings } from "./io";

const EXAMPLES = `
The key comes from PINECONE_API_KEY; it is sent to the service only.
Exit code 3: something stands in the way.

Examples:
  podshift assess
  podshift assess docs --queries-per-day 200000 --writes-per-day 5000
  podshift assess --config stacks/Pulumi.prod.yaml --json > assessment.json`;

/** `podshift assess [podIndex...]` */
export function addAssess(program: Command, io: CliIo): void {
  const command = program
    .command("assess")
    .summary("what moving a pod index would meet: findings, cost, time; changes nothing")
    .description(
      "Looks at pod indexes as the Preflight resource does in `pulumi preview`, without a stack: what the service's " +
        "limits and missing features mean for each, what it costs a month before and after, how long it takes. Sends " +
        "one request for the project and two for each index, and changes nothing.",
    )
    .argument("[podIndex...]", "names of pod indexes; all of the project, or of the stack file, when left out");
  withFlags(command)
    .addHelpText("after", EXAMPLES)
    .action(async (names: string[], options: AssessOptions) => {
      refuseForMany(command, names, options);
      const assessments = await assessAll(names, options, io);
      if (options.json) io.out(JSON.stringify({ version: 1, assessments } satisfies Assessments, undefined, 2));
      else io.out(fitted(textOf(assessments, options), io.columns?.out));
      raiseBlockers(assessments);
    });
}

/** One number for several indexes would be wrong for all of them. */
function refuseForMany(command: Command, names: readonly string[], options: AssessOptions): void {
  const told = options.queriesPerDay !== undefined || options.writesPerDay !== undefined;
  if (told && names.length !== 1) {
    command.error("error: --queries-per-day and --writes-per-day are those of one pod index: name it");
  }
}

async function assessAll(names: readonly string[], options: AssessOptions, io: CliIo): Promise<Assessment[]> {
  const client = connected(io);
  const indexes = await client.listIndexes();
  const requests = await requestsFor(names, options, indexes);
  const podIndexes = requests.map(({ podIndex }) => podIndex);
  const measured = options.metrics
    ? await measuredTraffic(podIndexes, indexes, options.metricsSeconds, io)
    : new Map<string, never>();
  const asked: PineconeClient = { ...client, listIndexes: async () => indexes };
  const toCome = requests.filter(
    ({ podIndex, serverless }) =>
      !indexes.some((index) => index.name === serverless.name && isMadeFrom(index, podIndex)),
  );
  const assessments: Assessment[] = [];
  // One after the other: a project of hundreds must not meet the service's rate limits.
  for (const request of requests) {
    const traffic = measured.get(request.podIndex);
    const othersToCome = toCome.filter((other) => other !== request).length;
    const one = { ...request, ...(traffic === undefined ? {} : { measured: traffic }) };
    const assessment = await assess(asked, one, systemClock.now(), { othersToCome });
    assessments.push(toCome.includes(request) ? assessment : withoutRetired(assessment));
  }
  return assessments;
}

/** After `retire` the pod index is gone, as it should be: the serverless index that was made from it stands. */
function withoutRetired(assessment: Assessment): Assessment {
  if (assessment.phase !== "retire" || assessment.found !== undefined) return assessment;
  return { ...assessment, findings: assessment.findings.filter(({ code }) => code !== "POD_INDEX_NOT_FOUND") };
}

function textOf(assessments: readonly Assessment[], options: AssessOptions): string {
  return assessments.length === 0 ? nothingFound(options) : assessments.map(formatAssessment).join("\n\n");
}

function nothingFound({ config }: AssessOptions): string {
  return config === undefined
    ? "no pod index in this project: there is nothing to migrate"
    : `no migrations in ${config}: there is nothing to assess`;
}

function raiseBlockers(assessments: readonly Assessment[]): void {
  const blocked = assessments.filter(({ findings }) => findings.some(({ severity }) => severity === "blocker"));
  if (blocked.length === 0) return;
  const blockers = blocked.flatMap(({ findings }) => findings).filter(({ severity }) => severity === "blocker");
  throw new Findings(
    "PREFLIGHT_BLOCKED",
    `${plural(blockers.length, "blocker")} in ${blocked.map(({ podIndex }) => podIndex).join(", ")}`,
    { facts: { blockers: blockers.length }, next: "each finding above says what to do" },
  );
}

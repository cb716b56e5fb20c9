import { readFile } from "node:fs/promises";
import * as v from "valibot";
import { parseDocument } from "yaml";
import { PodshiftError } from "../../errors";
import type { AssessRequest } from "../../migration/assess";
import { cloudOfRegion } from "../../migration/environments";
import { LIMITS_PROFILES, limitsProfile } from "../../migration/limits";
import { PHASES } from "../../migration/phases";
import { VENDOR_PLANS } from "../../migration/plans";
import { pricesFrom } from "../../migration/pricesFrom";

const KEY = "podshift:migrations";
const name = v.pipe(v.string(), v.nonEmpty());
const amount = v.pipe(v.number(), v.minValue(0));
const day = v.object({ queriesPerDay: v.exactOptional(amount), writesPerDay: v.exactOptional(amount) });
const cloud = v.picklist(["aws", "gcp", "azure"]);

/** The keys of a migration that an assessment needs. Others are the stack's business: `pulumi preview` checks them all. */
const entrySchema = v.object({
  podIndex: name,
  phase: v.exactOptional(v.picklist(PHASES)),
  serverless: v.object({
    name: v.exactOptional(name),
    region: name,
    cloud: v.exactOptional(cloud),
    tags: v.exactOptional(v.record(v.string(), v.string())),
    readCapacity: v.exactOptional(v.object({ nodeType: v.picklist(["b1", "t1"]), shards: amount, replicas: amount })),
  }),
  writes: v.exactOptional(v.picklist(["mirrored", "deferred", "paused"]), "mirrored"),
  collection: v.exactOptional(name),
  limits: v.exactOptional(
    v.lazy((given) =>
      typeof given === "object" && given !== null
        ? v.object({ records: amount, namespaces: amount, clouds: v.exactOptional(v.array(cloud)) })
        : v.picklist(Object.keys(LIMITS_PROFILES) as (keyof typeof LIMITS_PROFILES)[]),
    ),
    "current",
  ),
  workload: v.exactOptional(
    v.object({
      ...day.entries,
      namespaces: v.exactOptional(v.record(v.string(), day)),
      fetchesPerDay: v.exactOptional(amount),
      metadataBytes: v.exactOptional(amount),
      recordsPerWrite: v.exactOptional(amount),
      overwrites: v.exactOptional(amount),
      answerBytes: v.exactOptional(amount),
    }),
  ),
  pricing: v.exactOptional(
    v.object({ plan: v.exactOptional(v.picklist(VENDOR_PLANS)), file: v.exactOptional(name) }),
    {},
  ),
  parity: v.exactOptional(
    v.object({
      content: v.exactOptional(v.union([v.literal("all"), amount]), 20_000),
      queries: v.exactOptional(amount, 200),
    }),
    {},
  ),
});

type Entry = v.InferOutput<typeof entrySchema>;

/**
 * The migrations of a stack file, as what is asked about each. Nothing encrypted is read: the key comes from the
 * environment.
 *
 * @throws CONFIG_INVALID when the file can't be read, with everything that is wrong in it
 */
export async function requestsOf(path: string): Promise<AssessRequest[]> {
  const parsed = v.safeParse(v.array(entrySchema), migrationsOf(await textOf(path), path));
  if (!parsed.success) throw invalid(path, parsed.issues.map(problemOf));
  return Promise.all(parsed.output.map(requestOf));
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new PodshiftError("CONFIG_INVALID", `the stack file ${path} can't be read`, {
      next: "name it as it is, such as `--config stacks/Pulumi.prod.yaml`",
      cause: error,
    });
  }
}

function migrationsOf(text: string, path: string): unknown {
  const document = parseDocument(text, { merge: true });
  if (document.errors.length > 0) {
    throw invalid(
      path,
      document.errors.map(({ message }) => message.split("\n")[0] ?? ""),
    );
  }
  const { config } = (document.toJS() ?? {}) as { config?: Record<string, unknown> | null };
  const found = config?.[KEY] ?? [];
  return typeof found === "string" ? fromJson(found, path) : found;
}

/** `pulumi config set podshift:migrations '[...]'` keeps a text, which the program reads as JSON. */
function fromJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid(path, [`${KEY}: is a text, and no JSON`]);
  }
}

async function requestOf(entry: Entry): Promise<AssessRequest> {
  const { podIndex, serverless, phase, workload, pricing } = entry;
  const { region, tags, readCapacity } = serverless;
  return {
    podIndex,
    collection: entry.collection ?? `${podIndex}-collection`,
    serverless: {
      name: serverless.name ?? `${podIndex}-serverless`,
      cloud: serverless.cloud ?? cloudOfRegion(region),
      region,
      ...(tags === undefined ? {} : { tags }),
    },
    limits: limitsProfile(entry.limits),
    writes: entry.writes,
    parity: entry.parity,
    ...(phase === undefined ? {} : { phase }),
    ...(workload === undefined ? {} : { workload }),
    ...(readCapacity === undefined ? {} : { readNodes: readCapacity }),
    ...(pricing.plan === undefined ? {} : { plan: pricing.plan }),
    ...(pricing.file === undefined ? {} : { prices: await pricesFrom(pricing.file) }),
  };
}

function problemOf(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue);
  const where = path === null ? KEY : `${KEY}.${path}`;
  return issue.received === "undefined"
    ? `${where}: is missing`
    : `${where}: ${issue.received} is not ${issue.expected}`;
}

function invalid(path: string, problems: readonly string[]): PodshiftError {
  return new PodshiftError(
    "CONFIG_INVALID",
    `${path} can't be read as migrations:\n${problems.map((problem) => `  ${problem}`).join("\n")}`,
  );
}

import { RunError } from "@pulumi/pulumi";
import * as v from "valibot";
import type { ErrorCode } from "../errors";
import {
  limitsNumbersSchema,
  limitsSchema,
  namespaceWorkloadSchema,
  pricingSchema,
  workloadProblems,
  workloadSchema,
} from "./assessmentKeys";
import { PHASE_PLANS, type Phase } from "./phase";

/** A stack file that can't be read as migrations. Pulumi prints it without a stack trace. */
export class ConfigurationError extends RunError {
  constructor(
    /** `CONFIG_INVALID` or `WRITES_NOT_SUPPORTED`. */
    readonly code: ErrorCode,
    /** Each with the path of its key. */
    readonly problems: readonly string[],
  ) {
    super(`podshift:migrations can't be read (${code}):\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
  }
}

const MISSING =
  "podshift:migrations: is missing. Is this the right stack file? An empty list, `[]`, has no migration and ends those that there were";
const PHASES = Object.keys(PHASE_PLANS) as [Phase, ...Phase[]];
const WRITE_MODES = ["mirrored", "deferred", "paused"] as const;
/** What a stack file may say yes to beforehand. */
const ACKNOWLEDGEABLE = [
  "ROLLBACK_LOSES_WRITES",
  "NO_LIVE_WRITER",
  "DEFERRED_WRITES_LOST",
  "POD_INDEX_TOO_SMALL",
] as const;
const name = v.pipe(v.string(), v.nonEmpty());
const minutes = v.pipe(v.number(), v.minValue(1));
const seconds = v.pipe(v.number(), v.minValue(0));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

/** Nodes that read the serverless index only. 0 replicas would disable it: nothing could be proven, and no traffic served. */
const readCapacitySchema = v.strictObject({
  nodeType: v.picklist(["b1", "t1"]),
  shards: v.pipe(v.number(), v.integer(), v.minValue(1)),
  replicas: v.pipe(v.number(), v.integer(), v.minValue(1)),
});

const serverlessSchema = v.strictObject({
  name: v.optional(name),
  region: name,
  cloud: v.optional(v.picklist(["aws", "gcp", "azure"])),
  tags: v.optional(v.record(v.string(), v.string()), {}),
  readCapacity: v.exactOptional(readCapacitySchema),
});

const paritySchema = v.strictObject({
  content: v.optional(v.union([v.literal("all"), count]), 20_000),
  queries: v.optional(count, 200),
  seed: v.optional(count, 1),
  settleSeconds: v.optional(seconds, 2),
  minOverlap: v.exactOptional(share),
  minRecall: v.exactOptional(share),
  recordsPerSecond: v.exactOptional(v.pipe(v.number(), v.minValue(1))),
});

const timeoutSchema = v.strictObject({
  collectionMinutes: v.optional(minutes, 12 * 60),
  serverlessMinutes: v.optional(minutes, 24 * 60),
});

/** A lease that has run out as soon as it is given holds every write for ever; such a fence or hold lets no switch through. */
const span = v.pipe(v.number(), v.minValue(0.1));

const timingSchema = v.strictObject({
  leaseSeconds: v.optional(span),
  fenceSeconds: v.optional(span),
  settleSeconds: v.optional(seconds),
  lateSeconds: v.optional(seconds),
  holdSeconds: v.optional(span, 2),
});

const migrationSchema = v.strictObject({
  podIndex: name,
  phase: v.picklist(PHASES),
  serverless: serverlessSchema,
  writes: v.optional(v.picklist(WRITE_MODES), "mirrored"),
  writeLog: v.optional(name),
  collection: v.optional(name),
  limits: v.optional(limitsSchema, "current"),
  workload: v.exactOptional(workloadSchema),
  pricing: v.exactOptional(pricingSchema),
  parity: v.optional(paritySchema, {}),
  timeouts: v.optional(timeoutSchema, {}),
  timing: v.optional(timingSchema, {}),
  acknowledge: v.optional(v.array(v.picklist(ACKNOWLEDGEABLE)), []),
  reports: v.optional(name, ".podshift"),
});

type CloudName = NonNullable<v.InferOutput<typeof serverlessSchema>["cloud"]>;

/** One migration as it stands in the stack file, under `podshift:migrations`. */
export type MigrationConfig = v.InferInput<typeof migrationSchema>;

/** One migration with everything that was left out filled in. */
export type MigrationSettings = Omit<v.InferOutput<typeof migrationSchema>, "collection" | "serverless"> & {
  readonly collection: string;
  readonly serverless: {
    readonly name: string;
    readonly region: string;
    readonly cloud: CloudName;
    readonly tags: Record<string, string>;
    readonly readCapacity?: v.InferOutput<typeof readCapacitySchema>;
  };
};

/**
 * Reads `podshift:migrations`; every problem at once, each with the path of the key. No migrations are an empty list: a
 * key that is missing is refused.
 *
 * @throws ConfigurationError CONFIG_INVALID, WRITES_NOT_SUPPORTED
 */
export function readMigrations(config: unknown): MigrationSettings[] {
  // A mistyped key, or another stack file, must not look as if every migration were ended.
  if (config === undefined || config === null) throw new ConfigurationError("CONFIG_INVALID", [MISSING]);
  const parsed = v.safeParse(v.array(migrationSchema), config);
  const settings = (parsed.success ? parsed.output : wellFormed(config)).map(withDefaults);
  const wrong = [
    ...(parsed.issues ?? []).map(problemOf),
    ...settings.flatMap(credentialsInLog),
    ...clashes(settings),
    ...settings.flatMap(missingLog),
    ...settings.flatMap(({ podIndex, workload }) => workloadProblems(podIndex, workload)),
  ];
  const unsupported = settings.flatMap(unsupportedStore);
  if (wrong.length > 0) throw new ConfigurationError("CONFIG_INVALID", [...wrong, ...unsupported]);
  if (unsupported.length > 0) throw new ConfigurationError("WRITES_NOT_SUPPORTED", unsupported);
  return settings;
}

/** Migrations beside one that can't be read: what is wrong with them is told in the same run. */
function wellFormed(config: unknown): v.InferOutput<typeof migrationSchema>[] {
  return Array.isArray(config) ? config.filter((each) => v.is(migrationSchema, each)).map(parsedMigration) : [];
}

function parsedMigration(each: unknown): v.InferOutput<typeof migrationSchema> {
  return v.parse(migrationSchema, each);
}

/** The settings of one migration. */
export function readMigration(config: MigrationConfig): MigrationSettings {
  const [settings] = readMigrations([config]);
  if (settings === undefined) throw new ConfigurationError("CONFIG_INVALID", ["no migration was given"]);
  return settings;
}

function withDefaults(parsed: v.InferOutput<typeof migrationSchema>): MigrationSettings {
  const { podIndex, serverless } = parsed;
  return {
    ...parsed,
    collection: parsed.collection ?? `${podIndex}-collection`,
    serverless: {
      name: serverless.name ?? `${podIndex}-serverless`,
      region: serverless.region,
      cloud: serverless.cloud ?? cloudOfRegion(serverless.region),
      tags: serverless.tags,
      ...(serverless.readCapacity === undefined ? {} : { readCapacity: serverless.readCapacity }),
    },
  };
}

/** Clouds name their regions each in their own way: us-east-1 (aws), us-central1 (gcp), eastus2 (azure). */
export function cloudOfRegion(region: string): CloudName {
  if (/^[a-z]+-[a-z]+-\d+$/.test(region)) return "aws";
  return region.includes("-") ? "gcp" : "azure";
}

/** What several migrations would fight over: each index, log and collection belongs to one. */
export function clashes(settings: readonly MigrationSettings[]): string[] {
  const twice = (what: string, names: string[]) =>
    [...new Set(names.filter((each, at) => names.indexOf(each) !== at))].map(
      (each) => `${what}: "${each}" stands in two migrations`,
    );
  return [
    ...twice(
      "podIndex",
      settings.map(({ podIndex }) => podIndex),
    ),
    ...twice(
      "serverless.name",
      settings.map(({ serverless }) => serverless.name),
    ),
    ...twice(
      "writeLog",
      settings.flatMap((each) => (credentialsInLog(each).length > 0 ? [] : logPlace(each))),
    ),
    ...twice(
      "collection",
      settings.map(({ collection }) => collection),
    ),
  ];
}

/** One place however it is written: a slash more at the end is no other log. */
function logPlace({ writeLog }: MigrationSettings): string[] {
  return writeLog === undefined ? [] : [writeLog.replace(/(?<=[^/])\/+$/, "")];
}

/** Nothing else is said of such a URL: it would stand in messages and in the stack's state. */
function credentialsInLog({ podIndex, writeLog = "" }: MigrationSettings): string[] {
  if (writeLog.startsWith("file:") || !/@|%40/.test(writeLog)) return [];
  return [
    `${podIndex}: \`writeLog\` holds an "@": credentials don't belong in it, they come from the environment. If they were committed, change them`,
  ];
}

/** Refused before anything is asked of the service; the rest of the URL is read where the log is opened. */
function unsupportedStore({ podIndex, writeLog }: MigrationSettings): string[] {
  if (writeLog === undefined || /^(file|s3):\/\//.test(writeLog)) return [];
  return [
    `${podIndex}: \`writeLog\` begins with \`${/^[a-z0-9+.-]{0,20}:/i.exec(writeLog)?.[0] ?? ""}\` and is no place for a log: use \`file:///…\`, a folder that all writers share, or \`s3://bucket/prefix\``,
  ];
}

/** Every writer, the stack and `podshift` must see the same log: there is no default that could be right. */
function missingLog({ podIndex, writes, writeLog }: MigrationSettings): string[] {
  if (writes === "paused" || writeLog !== undefined) return [];
  return [
    `${podIndex}: \`writeLog\` is missing, and \`writes: ${writes}\` needs it: the place of the write log, such as ` +
      "`file:///srv/podshift/docs` or `s3://my-bucket/podshift/docs`. With `writes: paused` there is none, and the application must not write between `copy` and `cutover`.",
  ];
}

function problemOf(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue) ?? "";
  const where = path === "" ? "podshift:migrations" : `podshift:migrations.${path}`;
  if (issue.type === "strict_object" && issue.expected === "never") {
    return `${where}: unknown key; known here: ${knownKeys(issue).join(", ")}`;
  }
  if (issue.received === "undefined") return `${where}: is missing`;
  if (issue.type === "non_empty") return `${where}: is empty`;
  // Rules beyond the type, such as `integer`, expect nothing that could be written down.
  return `${where}: ${issue.received} is not ${issue.expected ?? issue.type}`;
}

/** Names of namespaces are anything at all: where they stand is told by the key above them. */
function knownKeys({ path }: Pick<v.BaseIssue<unknown>, "path">): string[] {
  const parents = (path ?? []).slice(1, -1).map(({ key }) => String(key));
  const parent = parents.includes("namespaces") ? "namespaces" : parents.at(-1);
  const schemas = {
    serverless: serverlessSchema,
    readCapacity: readCapacitySchema,
    parity: paritySchema,
    timeouts: timeoutSchema,
    timing: timingSchema,
    limits: limitsNumbersSchema,
    workload: workloadSchema,
    namespaces: namespaceWorkloadSchema,
    pricing: pricingSchema,
  };
  const schema = parent !== undefined && parent in schemas ? schemas[parent as keyof typeof schemas] : migrationSchema;
  return Object.keys(schema.entries);
}

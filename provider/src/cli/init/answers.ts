import { cloudOfEnvironment, nearestRegion, SERVERLESS_REGIONS, twinRegion } from "../../migration/environments";
import { TAG } from "../../migration/tags";
import type { IndexDescription, PodSpec } from "../../pinecone/types";
import { shownUrl } from "../../util/shownUrl";
import { problemsOfLogUrl } from "../../writeLog/openLog";
import type { Questions } from "./questions";
import type { MigrationEntry, StandingEntry } from "./stackFile";

/** What `init` is told by flags. */
export interface Flags {
  readonly podIndex?: string;
  readonly region?: string;
  readonly name?: string;
  readonly writes?: MigrationEntry["writes"];
  readonly writeLog?: string;
}

type LogFlags = { readonly writes?: Flags["writes"] | undefined; readonly writeLog?: string | undefined };

/** What the answers must fit to. */
export interface Ground {
  /** Every index of the project. */
  readonly indexes: readonly IndexDescription[];
  /** Migrations of the stack file, this one's own not among them. */
  readonly others: readonly StandingEntry[];
}

/** The answers as far as they are known, and what is missing or wrong with them: "--region: ...". */
export interface Answers {
  readonly entry: MigrationEntry | undefined;
  readonly problems: readonly string[];
}

/** The service's limit for names of indexes and collections. */
const MAX_NAME = 45;
const NAME = /^[a-z0-9]([a-z0-9-]{0,43}[a-z0-9])?$/;
export const WRITES: readonly MigrationEntry["writes"][] = ["mirrored", "deferred", "paused"];

/** Flags where given, what is proposed where not; asks for the rest when there is somebody to ask. */
export async function answersFrom(
  flags: Flags,
  pod: IndexDescription<PodSpec>,
  ground: Ground,
  ask?: Questions,
): Promise<Answers> {
  const region = flags.region ?? (await regionFor(pod, ask));
  const name = flags.name ?? (await nameFor(pod, ground, ask));
  const writes = flags.writes ?? (await writesFor(ask));
  const writeLog = flags.writeLog ?? (writes === "paused" ? undefined : await logFor(pod.name, ground, ask));
  const problems = [
    ...problem("--region", regionProblem(pod, region)),
    ...problem("--name", nameProblem(pod, ground, name)),
    ...logProblems({ writes, writeLog }, ground),
  ];
  if (problems.length > 0 || region === undefined) return { entry: undefined, problems };
  return { entry: entryOf({ podIndex: pod.name, name, region, writes, writeLog }, ground), problems: [] };
}

/** The pod index to migrate; a problem names those that there are. */
export async function podIndexFrom(
  asked: string | undefined,
  pods: readonly IndexDescription<PodSpec>[],
  ask?: Questions,
): Promise<IndexDescription<PodSpec> | string> {
  const [only] = pods;
  const names = pods.map(({ name }) => name).join(", ");
  if (asked !== undefined) {
    return (
      pods.find(({ name }) => name === asked) ?? `--pod-index: there is no pod index ${asked}; there are: ${names}`
    );
  }
  if (pods.length === 1 && only !== undefined) return only;
  if (ask === undefined) return `--pod-index: is missing; one of ${names}`;
  const choices = pods.map((pod) => ({ name: describePod(pod), value: pod }));
  return ask.select("Which pod index?", choices, only);
}

/** What is wrong with the write log, whichever index is meant. */
export function logProblems({ writes = "mirrored", writeLog }: LogFlags, ground: Pick<Ground, "others">): string[] {
  return problem("--write-log", writes === "paused" ? unneededLog(writeLog) : logProblem(ground, writeLog));
}

/** Names that Pulumi takes for a stack; the organization and the project may stand before it. */
export function stackProblem(stack: string | undefined): string | undefined {
  if (stack === undefined) return "is missing: the stack whose file is written";
  return /^([\w.-]+\/){0,2}[\w.-]{1,100}$/.test(stack) ? undefined : `"${stack}" is no stack's name`;
}

interface Asked {
  readonly podIndex: string;
  readonly name: string;
  readonly region: string;
  readonly writes: MigrationEntry["writes"];
  readonly writeLog: string | undefined;
}

function entryOf({ podIndex, name, region, writes, writeLog }: Asked, ground: Ground): MigrationEntry {
  const collection = collectionFor(podIndex, ground);
  return {
    podIndex,
    serverless: { name, region },
    writes,
    ...(writeLog === undefined ? {} : { writeLog }),
    // Left out where it is what podshift takes by itself.
    ...(collection === `${podIndex}-collection` ? {} : { collection }),
    phase: "assess",
  };
}

/** Long names are cut, and two of them may be the same then: a number tells them apart. */
function collectionFor(podIndex: string, { others }: Ground): string {
  const taken = new Set(others.map((other) => other.collection ?? `${other.podIndex}-collection`));
  return firstFree(podIndex, "-collection", (name) => !taken.has(name));
}

async function regionFor(pod: IndexDescription<PodSpec>, ask: Questions | undefined): Promise<string | undefined> {
  const proposed = nearestRegion(pod.spec.environment);
  if (ask === undefined) return proposed;
  const twin = twinRegion(pod.spec.environment);
  const remark = (region: string) =>
    region === twin ? " (where the pod index is)" : region === proposed ? " (nearest)" : "";
  const choices = regionsFor(pod).map((region) => ({ name: `${region}${remark(region)}`, value: region }));
  return ask.select(`Region of the serverless index? The pod index is in ${pod.spec.environment}.`, choices, proposed);
}

function nameFor(pod: IndexDescription<PodSpec>, ground: Ground, ask: Questions | undefined): Promise<string> {
  const proposed = firstFree(pod.name, "-serverless", (name) => nameProblem(pod, ground, name) === undefined);
  if (ask === undefined) return Promise.resolve(proposed);
  return ask.input("Name of the serverless index?", proposed, (answer) => nameProblem(pod, ground, answer));
}

async function writesFor(ask: Questions | undefined): Promise<MigrationEntry["writes"]> {
  if (ask === undefined) return "mirrored";
  const choices: { name: string; value: MigrationEntry["writes"] }[] = [
    { name: "mirrored: writes go to the pod index and are logged (nothing stops)", value: "mirrored" },
    { name: "deferred: writes are logged only, and applied to serverless", value: "deferred" },
    { name: "paused: my application doesn't write from copy to cutover", value: "paused" },
  ];
  return ask.select("What becomes of your application's writes during the move?", choices, "mirrored");
}

/** There is no default that could be right: every writer and `pulumi up` must see this place. */
async function logFor(podIndex: string, ground: Ground, ask: Questions | undefined): Promise<string | undefined> {
  const message = `Where are writes logged? A place that every writer and \`pulumi up\` see: file:///srv/podshift/${podIndex}, or s3://my-bucket/podshift/${podIndex}`;
  return ask?.input(message, undefined, (answer) => logProblem(ground, answer));
}

function regionsFor({ spec }: IndexDescription<PodSpec>): readonly string[] {
  const cloud = cloudOfEnvironment(spec.environment);
  return cloud === undefined ? Object.values(SERVERLESS_REGIONS).flat() : SERVERLESS_REGIONS[cloud];
}

function regionProblem(pod: IndexDescription<PodSpec>, region: string | undefined): string | undefined {
  const regions = regionsFor(pod);
  const where = `the pod index is in ${pod.spec.environment}, and its cloud has serverless in ${regions.join(", ")}`;
  if (region === undefined) return `is missing: ${where}`;
  return regions.includes(region) ? undefined : `"${region}": ${where}`;
}

function nameProblem(pod: IndexDescription<PodSpec>, { indexes, others }: Ground, name: string): string | undefined {
  if (!NAME.test(name)) return `"${name}" is no name of an index: 1 to 45 of a-z, 0-9 and -, no - at the ends`;
  const standing = indexes.find((index) => index.name === name);
  if (standing !== undefined && standing.tags[TAG.source] !== pod.name) return `an index ${name} exists already`;
  const twice = others.some(({ podIndex, serverless }) => (serverless?.name ?? `${podIndex}-serverless`) === name);
  return twice ? `another migration of this stack makes ${name}` : undefined;
}

function logProblem({ others }: Pick<Ground, "others">, url: string | undefined): string | undefined {
  if (url === undefined)
    return "is missing: file:///<folder> or s3://<bucket>/<prefix>, one that every writer and `pulumi up` see; or `--writes paused`";
  const problems = problemsOfLogUrl(url);
  if (problems.length > 0) return `"${shownUrl(url)}" is no place for a log: ${problems.join("; ")}`;
  return others.some(({ writeLog }) => writeLog === url) ? `another migration logs to ${url}` : undefined;
}

function unneededLog(url: string | undefined): string | undefined {
  return url === undefined ? undefined : "with `--writes paused` there is no log";
}

function problem(flag: string, why: string | undefined): string[] {
  return why === undefined ? [] : [`${flag}: ${why}`];
}

function describePod({ name, spec, dimension, metric }: IndexDescription<PodSpec>): string {
  return `${name} (${spec.environment}, ${spec.podType}, ${dimension} dimensions, ${metric})`;
}

function withSuffix(name: string, suffix: string): string {
  return `${name.slice(0, MAX_NAME - suffix.length).replace(/-+$/, "")}${suffix}`;
}

/** The name with the suffix; numbered where that is taken. */
function firstFree(name: string, suffix: string, isFree: (name: string) => boolean): string {
  let n = 1;
  const numbered = () => withSuffix(name, n === 1 ? suffix : `${suffix}-${n}`);
  while (!isFree(numbered())) n += 1;
  return numbered();
}

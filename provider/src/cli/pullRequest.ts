import { readFile } from "node:fs/promises";
import * as v from "valibot";
import { PodshiftError } from "../errors";
import type { PullRequest } from "../review/comment/pullRequestComment";
import type { CliIo } from "./io";

const numbered = v.looseObject({
  number: v.number(),
  head: v.optional(v.looseObject({ sha: v.string() })),
});
const eventSchema = v.looseObject({ pull_request: v.optional(numbered), issue: v.optional(numbered) });

/**
 * The pull request that a workflow runs for, by what GitHub sets in its environment.
 *
 * @throws REVIEW_POST_FAILED when something of it is missing
 */
export async function pullRequestOf(env: CliIo["env"], pr: number | undefined): Promise<PullRequest> {
  const { GITHUB_TOKEN: token = "", GITHUB_REPOSITORY: repository = "", GITHUB_API_URL: apiUrl } = env;
  if (token === "") throw missing("GITHUB_TOKEN is not set", "give the job `github.token` under that name");
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) throw missing("GITHUB_REPOSITORY is not owner/name", "set it");
  const number = pr ?? (await numberIn(env.GITHUB_EVENT_PATH));
  if (number === undefined) throw missing("this run belongs to no pull request", "name it by `--pr`");
  return { token, repository, number, apiUrl: (apiUrl ?? "https://api.github.com").replace(/\/+$/, "") };
}

/** The commit that the pull request ends with, by the event that started the workflow; undefined elsewhere. */
export async function commitOf({ GITHUB_EVENT_PATH: path }: CliIo["env"]): Promise<string | undefined> {
  return (await eventIn(path))?.pull_request?.head?.sha;
}

async function numberIn(path: string | undefined): Promise<number | undefined> {
  const event = await eventIn(path);
  return (event?.pull_request ?? event?.issue)?.number;
}

async function eventIn(path: string | undefined): Promise<v.InferOutput<typeof eventSchema> | undefined> {
  if (path === undefined || path === "") return undefined;
  const text = await readFile(path, "utf8").catch(() => "");
  const read = v.safeParse(eventSchema, jsonOrNothing(text));
  return read.success ? read.output : undefined;
}

function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function missing(why: string, next: string): PodshiftError {
  return new PodshiftError("REVIEW_POST_FAILED", `the comment was not written: ${why}`, { next });
}

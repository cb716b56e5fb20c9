import { readFile } from "node:fs/promises";
import * as v from "valibot";
import { PodshiftError } from "../errors";
import type { PullRequest } from "../review/comment/pullRequestComment";
import type { CliIo } from "./io";

const numbered = v.looseObject({ number: v.number() });
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

async function numberIn(path: string | undefined): Promise<number | undefined> {
  if (path === undefined || path === "") return undefined;
  const text = await readFile(path, "utf8").catch(() => "{}");
  const read = v.safeParse(eventSchema, JSON.parse(text));
  return read.success ? (read.output.pull_request ?? read.output.issue)?.number : undefined;
}

function missing(why: string, next: string): PodshiftError {
  return new PodshiftError("REVIEW_POST_FAILED", `the comment was not written: ${why}`, { next });
}

import pRetry, { AbortError } from "p-retry";
import * as v from "valibot";
import { PodshiftError } from "../../errors";

/** Where a pull request is, and who writes there. */
export interface PullRequest {
  /** "https://api.github.com", without a slash at its end. */
  readonly apiUrl: string;
  /** "owner/name". */
  readonly repository: string;
  readonly number: number;
  readonly token: string;
}

export interface PostOptions {
  readonly fetch: typeof fetch;
  /** Milliseconds before the first repetition; doubled each time. */
  readonly retryMs?: number;
  readonly signal?: AbortSignal;
}

/** Where the comment stands, and whether it is new. */
export interface Posted {
  readonly url: string;
  readonly created: boolean;
}

const REPETITIONS = 4;
const LONGEST_WAIT_MS = 60_000;
/** Pages of 100 comments that are looked through. */
const MOST_PAGES = 100;

const commentSchema = v.looseObject({
  id: v.number(),
  html_url: v.optional(v.string(), ""),
  body: v.nullish(v.string()),
  user: v.nullish(v.looseObject({ login: v.string(), type: v.optional(v.string()) })),
});

type Comment = v.InferOutput<typeof commentSchema>;

/**
 * Edits our comment with the marker, or makes it. The whole of it is repeated when a request fails in a way that may
 * pass: looking for the comment first makes that safe, also after a request whose outcome is not known.
 *
 * @throws REVIEW_POST_FAILED
 */
export async function postComment(
  place: PullRequest,
  marker: string,
  body: string,
  options: PostOptions,
): Promise<Posted> {
  const { retryMs = 1_000, signal } = options;
  try {
    return await pRetry(() => editOrCreate(place, marker, body, options), {
      retries: REPETITIONS,
      minTimeout: retryMs,
      randomize: false,
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (error instanceof PodshiftError) throw error;
    throw failed(place, "GitHub can't be reached", error);
  }
}

async function editOrCreate(place: PullRequest, marker: string, body: string, options: PostOptions): Promise<Posted> {
  const found = await findOwn(place, marker, options);
  if (found !== undefined) {
    await request(place, options, "PATCH", commentUrl(place, found.id), { body });
    return { url: found.html_url, created: false };
  }
  const made = await request(place, options, "POST", commentsUrl(place), { body });
  return { url: parsed(place, commentSchema, await made.json()).html_url, created: true };
}

/** The oldest comment that begins with the marker and is our own: anybody may write the marker into a comment. */
async function findOwn(place: PullRequest, marker: string, options: PostOptions): Promise<Comment | undefined> {
  const marked: Comment[] = [];
  let next: string | undefined = `${commentsUrl(place)}?per_page=100`;
  for (let page = 0; next !== undefined && page < MOST_PAGES; page += 1) {
    const answer: Response = await request(place, options, "GET", next);
    const comments = parsed(place, v.array(commentSchema), await answer.json());
    marked.push(...comments.filter(({ body }) => body?.startsWith(marker)));
    next = nextPage(place, answer.headers.get("link"));
  }
  if (marked.length === 0) return undefined;
  const login = await ownLogin(place, options);
  return marked.find(({ user }) => (login === undefined ? user?.type === "Bot" : user?.login === login));
}

/**
 * Whose token it is; undefined for an app's, as a workflow's own is, which may not ask. Only that answer says so: with
 * any other a person's own comment would not be found, and its old verdict would stand beside a new one.
 */
async function ownLogin(place: PullRequest, options: PostOptions): Promise<string | undefined> {
  const url = `${place.apiUrl}/user`;
  const answer = await send(place, options, "GET", url);
  if (answer.status === 403 && mayPassIn(answer) === undefined) return undefined;
  if (!answer.ok) await refuse(place, "GET", url, answer);
  const read = v.safeParse(v.looseObject({ login: v.string() }), await answer.json());
  return read.success ? read.output.login : undefined;
}

function commentsUrl({ apiUrl, repository, number }: PullRequest): string {
  return `${apiUrl}/repos/${repository}/issues/${number}/comments`;
}

function commentUrl({ apiUrl, repository }: PullRequest, id: number): string {
  return `${apiUrl}/repos/${repository}/issues/comments/${id}`;
}

/** The token goes only to where it belongs, whatever an answer says. */
function nextPage({ apiUrl }: PullRequest, link: string | null): string | undefined {
  const url = /<([^>]+)>;\s*rel="next"/.exec(link ?? "")?.[1];
  return url !== undefined && new URL(url).origin === new URL(apiUrl).origin ? url : undefined;
}

async function request(
  place: PullRequest,
  options: PostOptions,
  method: string,
  url: string,
  body?: object,
): Promise<Response> {
  const answer = await send(place, options, method, url, body);
  return answer.ok ? answer : refuse(place, method, url, answer);
}

async function refuse(place: PullRequest, method: string, url: string, answer: Response): Promise<never> {
  const { status } = answer;
  const waitMs = mayPassIn(answer);
  const error = failed(place, `GitHub answered ${status} to ${method} ${new URL(url).pathname}`, undefined, status);
  if (waitMs === undefined) throw new AbortError(error);
  if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
  throw error;
}

/** An error of fetch (a `TypeError`) is one of the network: repeated by p-retry when it knows it as such. */
async function send(
  { token }: PullRequest,
  { fetch: ask, signal }: PostOptions,
  method: string,
  url: string,
  body?: object,
): Promise<Response> {
  const headers = {
    accept: "application/vnd.github+json",
    authorization: `Bearer ${token}`,
    "user-agent": "podshift",
    "x-github-api-version": "2022-11-28",
    ...(body === undefined ? {} : { "content-type": "application/json" }),
  };
  try {
    return await ask(url, {
      method,
      headers,
      redirect: "error",
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (cause) {
    signal?.throwIfAborted();
    throw new Error("the request failed", { cause });
  }
}

/** Milliseconds to wait before the answer may be another; undefined when it will stay. */
function mayPassIn({ status, headers }: Response): number | undefined {
  const after = Number(headers.get("retry-after") ?? Number.NaN);
  const waitMs = Number.isFinite(after) ? Math.min(after * 1000, LONGEST_WAIT_MS) : 0;
  if (status === 429 || status >= 500) return waitMs;
  const limited = headers.get("x-ratelimit-remaining") === "0" || headers.has("retry-after");
  return status === 403 && limited ? waitMs : undefined;
}

function parsed<S extends v.GenericSchema>(place: PullRequest, schema: S, json: unknown): v.InferOutput<S> {
  const read = v.safeParse(schema, json);
  if (read.success) return read.output;
  throw new AbortError(failed(place, "GitHub's answer is not what its API documents"));
}

function failed({ repository, number }: PullRequest, why: string, cause?: unknown, status = 0): PodshiftError {
  const may = "the job needs `permissions: pull-requests: write`; on a pull request from a fork it never has it";
  return new PodshiftError("REVIEW_POST_FAILED", `the comment on ${repository}#${number} was not written: ${why}`, {
    facts: { status },
    next: status === 403 || status === 404 ? `${may} (docs/pull-requests.md)` : "run the job again",
    cause,
  });
}

import { StoreError } from "../store";

/** What is known after an attempt failed. */
export type Failure =
  /** There is no such object. */
  | "notThere"
  /** There is one already: a conditional write was not done. */
  | "exists"
  /** It was surely not done, and may be tried again. */
  | "notDone"
  /** It may have been done, or may yet be. */
  | "unknown"
  /** It was surely not done, and won't be until somebody sets it right. */
  | "refused";

/** What an error of the SDK has; each may be missing. Answers that are no XML have no name of S3's. */
interface SdkError {
  readonly name?: string;
  readonly code?: string;
  /** Of the system's own errors; missing when a name had several addresses, and none could be reached. */
  readonly syscall?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly statusCode?: number };
  readonly Region?: string;
}

/** Refusals of load and of the moment: docs.aws.amazon.com "List of S3 error codes". */
const NOT_DONE = new Set([
  ...["SlowDown", "Throttling", "ThrottlingException", "RequestLimitExceeded", "TooManyRequests"],
  ...["ConditionalRequestConflict", "OperationAborted", "RequestTimeTooSkewed"],
]);
/** The answer, whatever it began with, did not come whole. */
const BROKEN_OFF = new Set(["ECONNRESET", "EPIPE", "ETIMEDOUT", "ECONNABORTED", "ERR_STREAM_PREMATURE_CLOSE"]);
/** No connection came about, so nothing was sent; unless one that stood broke by it. */
const NOT_SENT = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);

export function failureOf(error: unknown): Failure {
  const { name = "", code = "", syscall = "" } = error as SdkError;
  const status = statusOf(error);
  if (BROKEN_OFF.has(code) || syscall === "read" || syscall === "write") return "unknown";
  if (name === "NoSuchKey") return "notThere";
  if (status === 412) return "exists";
  if (NOT_DONE.has(name) || NOT_SENT.has(code) || status === 409 || status === 429) return "notDone";
  if (name === "RequestTimeout" || status === 408) return "unknown";
  if (name === "NoCredentialsInTime") return "notDone";
  if (ADVICE[name] !== undefined || (status >= 300 && status < 500)) return "refused";
  return "unknown";
}

/** Names of errors and what to do about them. */
const ADVICE: Readonly<Record<string, string>> = {
  CredentialsProviderError:
    "no AWS credentials were found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AWS_PROFILE, or give the machine a role",
  NoCredentialsInTime:
    "whoever gives out the AWS credentials (role, profile, sign-on) does not answer: it is asked again",
  TokenProviderError: "the AWS session is over: `aws sso login`",
  RegionMissing: "name the bucket's region: `?region=eu-west-1` in the log's URL, or AWS_REGION",
  NoSuchBucket: "make the bucket, or correct its name in the log's URL; podshift never makes one",
  AccessDenied:
    "allow s3:GetObject, s3:PutObject, s3:DeleteObject on the log's objects AND s3:ListBucket on the bucket " +
    "(without it S3 answers AccessDenied for every object that does not exist yet)",
  InvalidAccessKeyId: "the AWS access key is not known there: check AWS_ACCESS_KEY_ID, AWS_PROFILE and the endpoint",
  SignatureDoesNotMatch: "the AWS secret key is wrong: check AWS_SECRET_ACCESS_KEY or the profile",
  ExpiredToken: "the AWS credentials have run out: sign in anew",
  InvalidToken: "the AWS session token is wrong: check AWS_SESSION_TOKEN",
  PermanentRedirect: "the bucket is in another region: name it, `?region=...` in the log's URL",
  TemporaryRedirect: "the bucket is in another region, or new: name its region, `?region=...`, or wait some minutes",
  AuthorizationHeaderMalformed: "the bucket is in another region: name it, `?region=...` in the log's URL",
  NotImplemented:
    "this server does not know conditional writes (If-None-Match, If-Match), and a log can't do without them",
};

/** What no name is needed for. */
const LATER = "nothing is lost: it goes on once the log's store answers; is the network there, and the endpoint right?";

/**
 * The error as podshift reports it.
 *
 * @param doing what was tried, such as `put writers/w.json`
 * @param doubtful an earlier attempt may have done it, so a refusal is not the last word
 */
export function storeError(url: string, doing: string, error: unknown, doubtful: boolean): StoreError {
  const { name = "", code = "", Region } = error as SdkError;
  const status = statusOf(error);
  const lasting = failureOf(error) === "refused" && !doubtful;
  const reason = ADVICE[name] !== undefined || status > 0 ? name || String(status) : code || name || "no answer";
  const summary = `the write log at ${url} ${lasting ? "can't be used" : "does not answer"}: ${doing}: ${reason}`;
  return new StoreError(summary, lasting, {
    facts: { url, reason, ...(status === 0 ? {} : { status }), ...(Region === undefined ? {} : { region: Region }) },
    next: ADVICE[name] ?? (lasting ? "S3 refuses this request: its error code says why" : LATER),
    cause: error,
  });
}

/** 0 when there was no answer. */
function statusOf(error: unknown): number {
  const { $metadata, $response } = error as SdkError;
  return $metadata?.httpStatusCode ?? $response?.statusCode ?? 0;
}

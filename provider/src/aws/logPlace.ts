/** A write log in S3, as policies name it. */
export interface LogPlace {
  /** Of the bucket that holds the log. */
  readonly bucketArn: string;
  /** Folder of the log in the bucket, without slashes at its ends; "" when the log is at the bucket's root. */
  readonly prefix: string;
  /** Of the key that the bucket encrypts with; left out with S3's own. */
  readonly kmsKeyArn?: string | undefined;
}

/** What a log's URL says. */
export interface LogUrl {
  readonly bucket: string;
  readonly prefix: string;
  readonly region?: string;
}

const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
/** What needs no escaping, neither in a URL nor in a policy: `*`, `?` and `${` mean more there. */
const PREFIX = /^[A-Za-z0-9_.-]+(\/[A-Za-z0-9_.-]+)*$/;

/** What may follow the place (docs/write-log.md). */
const OPTIONS: readonly string[] = ["region", "endpoint", "gather"];

/** Whether a text can be a log's folder in a bucket. */
export function isPrefix(text: string): boolean {
  return PREFIX.test(text) && !text.split("/").some((part) => part === "." || part === "..");
}

/** Reads `s3://bucket/prefix?region=...`; undefined when it is no such URL. */
export function readLogUrl(url: string): LogUrl | undefined {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== "s3:" || !BUCKET.test(parsed.host) || parsed.hash !== "") return;
  if (parsed.username !== "" || parsed.password !== "") return;
  const prefix = parsed.pathname.replace(/^\/+|\/+$/g, "");
  if (prefix !== "" && !isPrefix(prefix)) return;
  const region = parsed.searchParams.get("region");
  if ([...parsed.searchParams.keys()].some((key) => !OPTIONS.includes(key))) return;
  return { bucket: parsed.host, prefix, ...(region === null ? {} : { region }) };
}

/** A URL that was refused, as it may be shown: without credentials, wherever somebody wrote them into it. */
export function shownUrl(url: string): string {
  return url
    .replace(/(?<=\/\/).*(@|%40)/is, "***@")
    .replace(/([?&](?!region=|endpoint=|gather=)[^=&#]*=)[^&#]*/g, "$1***");
}

/**
 * A log's place by its URL.
 *
 * @param partition `aws`, `aws-cn`, `aws-us-gov`
 */
export function placeOfUrl(url: string, partition: string, kmsKeyArn?: string): LogPlace {
  const read = readLogUrl(url);
  if (read === undefined) throw new Error(`${url} names no place in S3`);
  const key = kmsKeyArn === undefined ? {} : { kmsKeyArn };
  return { bucketArn: `arn:${partition}:s3:::${read.bucket}`, prefix: read.prefix, ...key };
}

/** A key pattern of the log as the bucket knows it. */
export function keyOf({ prefix }: Pick<LogPlace, "prefix">, pattern: string): string {
  return prefix === "" ? pattern : `${prefix}/${pattern}`;
}

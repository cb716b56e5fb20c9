import { PodshiftError } from "../errors";
import { nextToken } from "../util/nextToken";

/** Fields of which an answer has at least one, unless it is empty altogether [API 2026-04: responses of the data plane]. */
export const FETCH_FIELDS = ["vectors", "namespace", "usage"] as const;
export const LIST_FIELDS = FETCH_FIELDS;
export const STATS_FIELDS = ["namespaces", "totalVectorCount", "dimension"] as const;

/**
 * An answer of success that has other fields and none of its own is something else: an error under status 200, of the service or of what
 * stands in between. Read as an answer it would say that there are no records.
 *
 * @throws API_ERROR
 */
export function requireAnswer(answer: unknown, fields: readonly string[]): void {
  if (typeof answer === "object" && answer !== null) {
    const found = Object.keys(answer);
    if (found.length === 0 || found.some((field) => fields.includes(field))) return;
  }
  throw noAnswer(`with none of ${fields.join(", ")}`);
}

/**
 * The text of an answer of success, read.
 *
 * @throws API_ERROR for what is no JSON, or no answer by `requireAnswer`
 */
export function readAnswer<T>(text: string, fields: readonly string[]): T {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    throw noAnswer("with something that is not JSON");
  }
  requireAnswer(answer, fields);
  return answer as T;
}

/**
 * A number of records in an answer: a number, or its text, as protobuf's JSON has an int64. One that is left out is 0.
 *
 * @throws API_ERROR for what counts nothing
 */
export function readCount(count: unknown): number {
  if (count === undefined) return 0;
  const read = typeof count === "string" && /^\d+$/.test(count) ? Number(count) : count;
  if (typeof read === "number" && Number.isSafeInteger(read) && read >= 0) return read;
  throw noAnswer("with a count of records that is none");
}

/**
 * The token of the page behind one that was asked for by a token, or by none; undefined behind the last.
 *
 * @throws API_ERROR for one that leads nowhere
 */
export function readNext(
  pagination: { readonly next?: unknown } | null | undefined,
  asked?: string,
): string | undefined {
  return nextToken(pagination?.next, asked, () => noAnswer("with a token of the next page that leads to none"));
}

/** A success that is none, as an error for people. `what`: what it was instead, such as "with something that is not JSON". */
export function noAnswer(what: string, cause?: unknown): PodshiftError {
  return new PodshiftError("API_ERROR", `the service answered with success, and ${what}`, {
    ...(cause === undefined ? {} : { cause }),
    next: "run the command again; if it says so again, look at what stands between here and the service (a proxy, a gateway)",
  });
}

/**
 * What the service tells of a thing of this name.
 *
 * @throws API_ERROR for what is about no such thing
 */
export function requireNamed<T extends { readonly name?: string }>(name: string, model: T | undefined): T {
  if (model === undefined || model.name !== name) throw noAnswer(`not about ${name}`);
  return model;
}

/** What an answer to an upsert of these records must say: that all were taken. One that was sent twice may count once. */
export function tellsOfUpsert(records: readonly { readonly id: string }[]): (answer: unknown) => boolean {
  const least = new Set(records.map(({ id }) => id)).size;
  return (answer) => isObject(answer) && Number(answer.upsertedCount) >= least;
}

/** An answer to a delete or an update has nothing that it must say; what has the fields of an error is one, whatever its status. */
export function tellsOfWrite(answer: unknown): boolean {
  return isObject(answer) && !Object.hasOwn(answer, "code") && !Object.hasOwn(answer, "error");
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

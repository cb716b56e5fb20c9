import { type ClientOperation, type ClientPart, type ClientType, readPart } from "./clientModels";
import { decodeNotingUnknown } from "./readFields";

/** A request and its answer, as they went over the wire. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  /** `X-Pinecone-Api-Version` of the request. */
  readonly version: string | undefined;
  readonly status: number;
  readonly body: string;
}

/** What became of an exchange: which operation it was, and what the client's types object to. */
export interface Verdict {
  /** Undefined: no operation of the client. */
  readonly operation: string | undefined;
  readonly problems: readonly string[];
}

/** The client of this version speaks another shape. */
const NEWER = "2026-07";

let parts: readonly ClientPart[] | undefined;

/** Both parts of the client; read once, which takes seconds. */
export function clientParts(): readonly ClientPart[] {
  parts ??= [readPart("db_control", "ErrorResponse"), readPart("db_data", "RpcStatus")];
  return parts;
}

/** Undefined when the client's types say nothing of this version of the API. */
export function judge(exchange: Exchange): Verdict | undefined {
  if (exchange.version !== undefined && exchange.version >= NEWER) return undefined;
  // The definition knows stats as POST only; older clients ask by GET for the same answer.
  const method = exchange.path === "/describe_index_stats" ? "POST" : exchange.method;
  for (const part of clientParts()) {
    const operation = part.find(method, exchange.path);
    if (operation !== undefined) return { operation: operation.name, problems: problemsOf(exchange, operation, part) };
  }
  return { operation: undefined, problems: [] };
}

function problemsOf({ status, body }: Exchange, { type }: ClientOperation, { errorType }: ClientPart): string[] {
  const json = parsed(body);
  if (json === NOT_JSON) return [`the body is no JSON: ${body.slice(0, 80)}`];
  const expected = status >= 400 ? errorType : type;
  if (expected === undefined) return [];
  return json === undefined ? [`no body, where ${expected.name} is expected`] : objections(json, expected);
}

/** What a type objects to in a JSON value: fields that it doesn't know, lacks, or has with another type. */
export function objections(json: unknown, type: ClientType): string[] {
  const { value, unknown } = decodeNotingUnknown(json, type.decode);
  type.validate(value);
  const wrong = (type.validate.errors ?? []).map(
    ({ instancePath, message }) => `${type.name}${instancePath} ${message}`,
  );
  return [...unknown.map((path) => `${type.name} knows no ${path}`), ...wrong];
}

const NOT_JSON = Symbol("not JSON");

function parsed(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return NOT_JSON;
  }
}

import type { Dialect } from "./client";

/**
 * Errors of the official client that say: the service refused the request, or it was never sent. By name, so that any
 * copy of the client is known. (dist/errors of @pinecone-database/pinecone 5 to 8: each is made of one 4xx status.)
 */
const REFUSED = new Set([
  "PineconeArgumentError",
  "PineconeConfigurationError",
  "PineconeBadRequestError",
  "PineconeAuthorizationError",
  "PineconeNotFoundError",
  "PineconeConflictError",
  "PineconeMethodNotAllowedError",
  "PineconeUnprocessableEntityError",
]);

/** System errors of a connection that never came to be: nothing was sent on it. */
const NOT_CONNECTED = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"]);

/**
 * Whether a failed request surely had no effect and never will. Everything else (5xx, a lost connection, a time-out) may
 * have one yet.
 */
export function isRefusal(error: unknown, dialect: Dialect): boolean {
  if (!(error instanceof Error)) return false;
  if (REFUSED.has(error.name)) return true;
  // 429 and whatever has no class of its own. From version 7 on a 5xx never comes to this; before, 502 and 504 do.
  if (error.name === "PineconeUnmappedHttpError") return dialect === "options";
  return causesOf(error).some((cause) => NOT_CONNECTED.has(String(Reflect.get(cause, "code"))));
}

function causesOf(error: Error): Error[] {
  const causes: Error[] = [];
  for (let at: unknown = error; at instanceof Error && causes.length < 10; at = at.cause) causes.push(at);
  return causes;
}

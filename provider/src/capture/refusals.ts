import { hadNoEffect } from "../util/httpOutcome";

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
export function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (REFUSED.has(error.name)) return true;
  // 429, and whatever has no class of its own.
  if (error.name === "PineconeUnmappedHttpError") return isRefusedByStatus(error);
  return causesOf(error).some((cause) => NOT_CONNECTED.has(String(Reflect.get(cause, "code"))));
}

/**
 * The status stands in the text of such an error and nowhere else (dist/errors/http.js of versions 5 to 8), and what the
 * service said stands beside it: all that looks like a status has to agree, and where none is found nothing is known.
 */
const STATUS = /\bStatus: (\d+)/g;

function isRefusedByStatus({ message }: Error): boolean {
  const statuses = Array.from(message.matchAll(STATUS), ([, status]) => Number(status));
  return statuses.length > 0 && statuses.every(hadNoEffect);
}

function causesOf(error: Error): Error[] {
  const causes: Error[] = [];
  for (let at: unknown = error; at instanceof Error && causes.length < 10; at = at.cause) causes.push(at);
  return causes;
}

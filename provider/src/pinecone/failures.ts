import { PodshiftError } from "../errors";
import { leavesOpen, TransportError } from "./transport";
import type { WriteOutcome } from "./types";

/** The TransportError inside whatever the official client threw, or undefined when it was no request's failure. */
export function transportErrorOf(error: unknown): TransportError | undefined {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof TransportError) return at;
  return undefined;
}

/** True when the service said that the thing asked for doesn't exist. */
export function isNotFound(error: unknown): boolean {
  return transportErrorOf(error)?.status === 404;
}

/** google.rpc's NOT_FOUND: on the data plane, a namespace that isn't there. */
const NAMESPACE_NOT_FOUND = "5";

/**
 * What a write came to that was not plainly applied. Undefined for 401 and 403, which concern no single write.
 *
 * A 501 is a refusal: it says that such a request is never done.
 */
export function failedWrite(failed: TransportError): WriteOutcome | undefined {
  const { status, serviceCode: code, serviceMessage: message, retryAfterMs } = failed;
  if (status === 401 || status === 403) return undefined;
  if (status === 0) return { kind: "unknown", reason: `no answer: ${message}` };
  const reason = `${status} ${code} ${message}`.trimEnd();
  if (status === 429) return { kind: "busy", status, retryAfterMs, reason };
  if (leavesOpen(status)) return { kind: "unknown", reason };
  return { kind: "refused", status, code, message, retryable: false };
}

/** The same for a delete: where there is no namespace, there is nothing left to delete. */
export function failedDelete(failed: TransportError): WriteOutcome | undefined {
  return isNamespaceMissing(failed) ? { kind: "applied", missingNamespace: true } : failedWrite(failed);
}

/** True when the service said that there is no such namespace. Who answers for an index that is gone may say the same. */
export function isNamespaceMissing(error: unknown): boolean {
  const failed = transportErrorOf(error);
  return failed?.status === 404 && failed.serviceCode === NAMESPACE_NOT_FOUND;
}

/** With which codes the service calls a request invalid: google.rpc's number on the data plane, names elsewhere. */
const INVALID = new Set(["3", "INVALID_ARGUMENT", "UNPROCESSABLE_ENTITY"]);

/** True when the service itself won't ever take such a request. A 400 without its code is of what stands in between. */
function isInvalid({ status, serviceCode }: TransportError): boolean {
  return (status === 400 || status === 422) && INVALID.has(serviceCode);
}

/** What went wrong with a request, as an error for people. Anything that isn't a request's failure comes back as it is. */
export function describeFailure(error: unknown, what: string): unknown {
  const failed = transportErrorOf(error);
  if (failed === undefined) return error;
  const facts = { request: failed.request, status: failed.status, ...(isInvalid(failed) ? { invalid: true } : {}) };
  if (failed.status === 0) {
    return new PodshiftError(
      "API_UNREACHABLE",
      `${what}: no answer from ${failed.host || "the service"}: ${failed.serviceMessage}`,
      {
        facts,
        next: "check the network, and PINECONE_CONTROLLER_HOST or `pinecone:controllerHost` where one is set; then run the command again",
        cause: failed,
      },
    );
  }
  if (failed.status === 401) {
    return new PodshiftError("API_KEY_REFUSED", `${what}: the service refused the API key`, {
      facts,
      next: "check PINECONE_API_KEY (it wins when it is set), or the secret `pinecone:apiKey`; refresh and destroy use the key of the last `pulumi up` unless PINECONE_API_KEY is set",
      cause: failed,
    });
  }
  return new PodshiftError("API_ERROR", `${what}: ${failed.status} ${failed.serviceCode} ${failed.serviceMessage}`, {
    facts,
    cause: failed,
  });
}

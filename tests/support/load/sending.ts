import type { Index } from "@pinecone-database/pinecone";
import type { OutcomeKind } from "./journal";
import type { Operation } from "./operation";

/** What an attempt came to, as an application takes it. */
export interface Outcome {
  readonly kind: OutcomeKind;
  readonly error: string;
  /** Worth repeating: by what was said to applications, everything but a refusal of the request itself. */
  readonly retry: boolean;
}

/** The client's errors of a request that was refused for what it says: repeating changes nothing. */
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
/** Nothing was sent, or too many requests at once (429, which has no class of its own): repeat it. */
const NOT_SENT = new Set([
  "LOG_UNAVAILABLE",
  "CLOCK_SKEW",
  "WRITER_SEALED",
  "PineconeUnmappedHttpError",
  "ECONNREFUSED",
]);

/** Sends one operation to a captured index, as an application would. */
export function send(index: Index, operation: Operation): Promise<unknown> {
  const { ns: namespace } = operation;
  switch (operation.op) {
    case "upsert":
      return index.upsert({
        namespace,
        records: operation.records.map((record) => ({ ...record, values: [...record.values] })),
      });
    case "update": {
      const { id, values, metadata } = operation;
      return index.update({
        namespace,
        id,
        ...(values === undefined ? {} : { values: [...values] }),
        ...(metadata === undefined ? {} : { metadata }),
      });
    }
    case "delete":
      return index.deleteMany({ namespace, ids: [...operation.ids] });
    case "deleteByFilter":
      return index.deleteMany({ namespace, filter: { group: { $eq: operation.group } } });
    case "deleteAll":
      return index.deleteAll({ namespace });
  }
}

/** @param mayBeLogged a write that the log did not confirm may be in it, and counts as done once it is (`writes: deferred`) */
export async function outcomeOf(work: Promise<unknown>, mayBeLogged = false): Promise<Outcome> {
  try {
    await work;
    return { kind: "acked", error: "", retry: false };
  } catch (error) {
    const name = errorName(error);
    if (REFUSED.has(name)) return { kind: "refused", error: name, retry: false };
    if (mayBeLogged && name === "LOG_UNAVAILABLE") return { kind: "unknown", error: name, retry: true };
    if (NOT_SENT.has(name)) return { kind: "refused", error: name, retry: true };
    return { kind: "unknown", error: name, retry: name !== "CAPTURE_UNSUPPORTED" && name !== "WRITER_ENDED" };
  }
}

/** The code of podshift's errors and of a connection that never came to be; else the client's name for it. */
export function errorName(error: unknown): string {
  for (let at = error; at instanceof Error; at = at.cause) {
    const code: unknown = Reflect.get(at, "code");
    if (typeof code === "string") return code;
  }
  return error instanceof Error ? error.name : String(error);
}

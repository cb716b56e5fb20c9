import { PodshiftError } from "../errors";

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
  throw new PodshiftError("API_ERROR", `the service answered with success, and with none of ${fields.join(", ")}`, {
    next: "run the command again; if it says so again, look at what stands between here and the service (a proxy, a gateway)",
  });
}

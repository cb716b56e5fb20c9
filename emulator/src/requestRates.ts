import { type Charge, RATES, type RateLimit } from "./rates.js";
import type { ApiRequest } from "./route.js";
import { isObject } from "./validations/fields.js";

/** What a request of one route takes of which limits. Fields of a wrong type are the action's to refuse. */
export type ChargesOf = (request: ApiRequest) => readonly Charge[];

const request = (limit: RateLimit): Charge => ({ limit, amount: 1 });
const field = (of: ApiRequest, name: string): unknown => (isObject(of.body) ? of.body[name] : undefined);

/** A request of a route that has one limit. */
export function once(limit: RateLimit): ChargesOf {
  const charges = [request(limit)];
  return () => charges;
}

export const ofUpsert: ChargesOf = ({ bytes }) => [request(RATES.upsert), { limit: RATES.upsertBytes, amount: bytes }];

export const ofUpdate: ChargesOf = (sent) =>
  field(sent, "filter") === undefined
    ? [request(RATES.update)]
    : [request(RATES.updateByMetadata), request(RATES.updateByMetadataOfIndex)];

export const ofDelete: ChargesOf = (sent) => {
  if (field(sent, "filter") !== undefined) {
    return [request(RATES.deleteByMetadata), request(RATES.deleteByMetadataOfIndex)];
  }
  const ids = field(sent, "ids");
  return [request(RATES.delete), { limit: RATES.deletedRecords, amount: Array.isArray(ids) ? ids.length : 0 }];
};

/** The namespace that a request names, in its body or its query string. */
export function namespaceSent(sent: ApiRequest): string | undefined {
  const inBody = field(sent, "namespace");
  return typeof inBody === "string" ? inBody : (sent.query.get("namespace") ?? undefined);
}

import { notModelledControl } from "../errors.js";

/** How a version of the API writes indexes and backups: with `spec`, or with `schema` and `deployment`. */
export type IndexShape = "spec" | "schema";

/** From this version on indexes have the other shape, and neither pods nor `source_collection` are accepted. */
const FIRST_WITH_SCHEMA = "2026-07";

/** The shape of a request's version. A request without a version has the older shape; a preview's shape isn't modelled. */
export function indexShape(version: string | undefined): IndexShape {
  if (version === undefined) return "spec";
  if (!/^\d{4}-\d{2}$/.test(version)) throw notModelledControl(`indexes of API version ${version}`);
  return version >= FIRST_WITH_SCHEMA ? "schema" : "spec";
}

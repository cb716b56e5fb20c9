import { notModelledControl } from "../errors.js";

/** From this version on indexes have another shape, and neither pods nor `source_collection` are accepted. */
const NEXT_VERSION = "2026-07";

/** Answering a later version in the shapes of 2026-04 would be wrong in silence. A request without a version is answered. */
export function checkIndexApiVersion(version: string | undefined): void {
  if (version !== undefined && version >= NEXT_VERSION) {
    throw notModelledControl(`indexes of API version ${version}; it speaks 2026-04`);
  }
}

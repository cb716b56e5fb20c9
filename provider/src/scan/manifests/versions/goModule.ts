import { compare, valid } from "semver";
import type { Dialect } from "./dialect";
import { exactly } from "./interval";

/** Go's `v0.4.1`: the version that is built, unless another module asks for a newer one of the same path. */
export const GO_MODULE: Dialect = {
  compare,
  intervals: (version) => (valid(version) === null ? undefined : [exactly(version)]),
  raised: (_version, target) => target.version,
};

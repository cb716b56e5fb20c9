import * as v from "valibot";

/** A moment, as ISO 8601: one that can't be read would be shown as no time at all. */
export const instant = v.pipe(
  v.string(),
  v.check((text) => Number.isFinite(Date.parse(text)), "is no time"),
);

import * as v from "valibot";

const place = v.object({ line: v.number(), column: v.number() });

const finding = v.object({
  rule: v.string(),
  level: v.picklist(["error", "warning", "note"]),
  step: v.string(),
  path: v.string(),
  span: v.object({ start: place }),
  cell: v.exactOptional(v.object({ number: v.number(), line: v.number() })),
  message: v.string(),
  next: v.string(),
  fixable: v.boolean(),
});

/** What `podshift scan --json` prints, of this version or a later one: what is new in it is left out. */
export const scanSchema = v.object({
  version: v.literal(1),
  files: v.number(),
  findings: v.array(finding),
  notes: v.array(v.object({ path: v.string(), kind: v.string(), reason: v.string() })),
  known: v.number(),
});

export type ScanRead = v.InferOutput<typeof scanSchema>;
export type ScanFindingRead = v.InferOutput<typeof finding>;

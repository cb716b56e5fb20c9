import type { CodeRule } from "../../rule";
import { callsOn, found } from "../typed/calls";
import { INDEXES, STUBS } from "./dataTypes";
import type { JavaNames } from "./names";

const WRITES = new Set([
  "upsert",
  "update",
  "updateByMetadata",
  "delete",
  "deleteByIds",
  "deleteByFilter",
  "deleteAll",
  "deleteNamespace",
  "upsertRecords",
  "startImport",
]);
const STUB_WRITES = new Set(["upsert", "update", "delete"]);

export const WRITE_TO_CAPTURE: CodeRule<JavaNames | undefined> = {
  id: "java/write-to-capture",
  level: "note",
  step: "capture",
  title: "Write that the migration has to see",
  help:
    "What is written between the collection and the cutover is not in the serverless index. Send these writes through " +
    "podshift's proxy from `phase: capture` on until the migration is retired, so that they are recorded and go to the " +
    "index that serves; or let them wait from phase `copy` until the cutover is done (`writes: paused`).",
  *find(_file, names) {
    if (names === undefined) return;
    const all = [...names.calls, ...names.references];
    const calls = [...callsOn(all, INDEXES, WRITES), ...callsOn(all, STUBS, STUB_WRITES)];
    for (const { nameNode, name } of calls)
      yield found(
        nameNode,
        `\`${name}\` writes to the index`,
        "Send it through podshift's proxy while writes are captured, or pause it",
      );
  },
};

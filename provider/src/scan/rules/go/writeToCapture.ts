import type { CodeRule } from "../../rule";
import { found } from "../typed/calls";
import { connectionCalls, type GoNames } from "./names";

const WRITES = new Set([
  "DeleteAllVectorsInNamespace",
  "DeleteNamespace",
  "DeleteVectorsByFilter",
  "DeleteVectorsById",
  "StartImport",
  "UpdateVector",
  "UpdateVectorsByMetadata",
  "UpsertRecords",
  "UpsertVectors",
]);

export const WRITE_TO_CAPTURE: CodeRule<GoNames | undefined> = {
  id: "go/write-to-capture",
  level: "note",
  step: "capture",
  title: "Write that the migration has to see",
  help:
    "What is written between the collection and the cutover is not in the serverless index. Pause these writes, or send " +
    "them through podshift's proxy while `phase: capture` runs, so that they are replayed.",
  *find(_file, names) {
    if (names === undefined) return;
    const next = "Send it through podshift's proxy while writes are captured, or pause it";
    for (const { nameNode, name } of connectionCalls(names, WRITES))
      yield found(nameNode, `\`${name}\` writes to the index`, next);
  },
};

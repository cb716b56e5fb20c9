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
    "What is written between the collection and the cutover is not in the serverless index. Send these writes through " +
    "podshift's proxy from `phase: capture` on until the migration is retired, so that they are recorded and go to the " +
    "index that serves; or let them wait from phase `copy` until the cutover is done (`writes: paused`).",
  *find(_file, names) {
    if (names === undefined) return;
    const next = "Send it through podshift's proxy while writes are captured, or pause it";
    for (const { nameNode, name } of connectionCalls(names, WRITES))
      yield found(nameNode, `\`${name}\` writes to the index`, next);
  },
};

import type { CodeRule } from "../../rule";
import { callsOn, found } from "../typed/calls";
import { type CSharpNames, INDEXES } from "./names";

const WRITES = new Set([
  "Delete",
  "DeleteAll",
  "DeleteAsync",
  "DeleteNamespaceAsync",
  "StartBulkImportAsync",
  "Update",
  "UpdateAsync",
  "Upsert",
  "UpsertAsync",
  "UpsertRecordsAsync",
]);

export const WRITE_TO_CAPTURE: CodeRule<CSharpNames | undefined> = {
  id: "csharp/write-to-capture",
  level: "note",
  step: "capture",
  title: "Write that the migration has to see",
  help:
    "What is written between the collection and the cutover is not in the serverless index. Send these writes through " +
    "podshift's proxy from `phase: capture` on until the migration is retired, so that they are recorded and go to the " +
    "index that serves; or let them wait from phase `copy` until the cutover is done (`writes: paused`).",
  *find(_file, names) {
    const next = "Send it through podshift's proxy while writes are captured, or pause it";
    for (const { nameNode, name } of callsOn(names?.calls ?? [], INDEXES, WRITES))
      yield found(nameNode, `\`${name}\` writes to the index`, next);
  },
};

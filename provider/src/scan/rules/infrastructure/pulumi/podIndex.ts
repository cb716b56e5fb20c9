import type { CodeRule } from "../../../rule";
import type { DeclaredIndex } from "./declaredIndex";

/** A pod index in a Pulumi program. */
const PULUMI_POD_INDEX: CodeRule<readonly DeclaredIndex[]> = {
  id: "infrastructure/pulumi-pod-index",
  level: "note",
  step: "infrastructure",
  title: "Pod index in a Pulumi program",
  help:
    "Changing `spec.pod` into `spec.serverless`, or the name, replaces the resource: Pulumi deletes the index with its " +
    "records and makes an empty one. The vendor's provider (2.0.2) can't make a serverless index from a collection. Leave " +
    "the declaration as it is while podshift migrates; before `phase: retire` take it out of the program with " +
    "`retainOnDelete`, or out of the state with `pulumi state delete`. (Source: pulumi-pinecone 2.0.2, 2026-08.)",
  *find(_file, indexes) {
    for (const { span } of indexes) {
      yield {
        span,
        message: "changing this pod index to serverless, or its name, replaces it, and its records are deleted",
        next: "leave it as it is while podshift migrates, and take it out of the state before `phase: retire`",
      };
    }
  },
};

/** One that nothing guards. */
const PULUMI_UNGUARDED_POD_INDEX: CodeRule<readonly DeclaredIndex[]> = {
  id: "infrastructure/pulumi-unguarded-pod-index",
  level: "warning",
  step: "infrastructure",
  title: "Pod index without `protect` and `retainOnDelete`",
  help:
    "`protect: true` makes Pulumi refuse an update that deletes or replaces the index; `retainOnDelete: true` keeps the index " +
    "itself when its declaration goes. Without them one changed line of a spec deletes all records. Both are needed: " +
    "`protect` can be ignored by a flag. (Source: Pulumi's resource options; pulumi#24053.)",
  *find(_file, indexes) {
    for (const { span, protect, retain, edits } of indexes) {
      const missing = [missingOf(protect, "protect"), missingOf(retain, "retainOnDelete")].flat();
      if (missing.length === 0) continue;
      yield {
        span,
        message: `nothing keeps this pod index from being deleted with its records: ${missing.join(" and ")} ${missing.length > 1 ? "are" : "is"} not set`,
        next: "set `protect: true` and `retainOnDelete: true` in its resource options",
        ...(edits === undefined ? {} : { edits }),
      };
    }
  },
};

function missingOf(setting: DeclaredIndex["protect"], name: string): string[] {
  return setting === "on" || setting === "unknown" ? [] : [`\`${name}\``];
}

/** The rules of every language that Pulumi programs are written in. */
export const PULUMI_RULES: readonly CodeRule<readonly DeclaredIndex[]>[] = [
  PULUMI_POD_INDEX,
  PULUMI_UNGUARDED_POD_INDEX,
];

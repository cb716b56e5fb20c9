import type { CodeRule } from "../../rule";
import { spanOf } from "../../span";
import { memberUses } from "./names/answerMembers";
import type { Bindings } from "./names/bindings";
import { renamedMember } from "./renamedMember";

/** The answer of describeIndexStats in the shape of 0.x. */
export const OLD_STATS_ANSWER: CodeRule<Bindings | undefined> = {
  id: "javascript/old-stats-answer",
  level: "error",
  step: "adapt-code",
  title: "describeIndexStats() answer in its old shape",
  help:
    "In 0.x `describeIndexStats()` gave `totalVectorCount`, and `vectorCount` by namespace; from 1.0.0 on they are " +
    "`totalRecordCount` and `recordCount`. The old names are undefined. (Source: the client's v1 migration guide, 2026-07.)",
  *find(file, bindings) {
    if (bindings === undefined) return;
    for (const use of memberUses(file, bindings, ["totalVectorCount", "vectorCount"])) {
      const { kind, name } = use;
      const to = name === "totalVectorCount" ? "totalRecordCount" : "recordCount";
      if (kind.is !== (name === "totalVectorCount" ? "stats" : "namespace-stats")) continue;
      yield {
        span: spanOf(use.nameNode),
        message: `\`${name}\` is \`${to}\` since 1.0.0`,
        next: `write \`${to}\``,
        edits: [renamedMember(use, to)],
      };
    }
  },
};

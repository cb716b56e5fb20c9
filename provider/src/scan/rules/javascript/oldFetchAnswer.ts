import type { CodeRule } from "../../rule";
import { spanOf } from "../../span";
import { memberUses } from "./names/answerMembers";
import type { Bindings } from "./names/bindings";
import { renamedMember } from "./renamedMember";

/** The answer of fetch in the shape of 0.x. */
export const OLD_FETCH_ANSWER: CodeRule<Bindings | undefined> = {
  id: "javascript/old-fetch-answer",
  level: "error",
  step: "adapt-code",
  title: "fetch() answer in its old shape",
  help:
    "In 0.x `fetch()` gave its records as `vectors`; from 1.0.0 on they are in `records`. (Source: the client's v1 migration " +
    "guide, 2026-07.)",
  *find(file, bindings) {
    if (bindings === undefined) return;
    for (const use of memberUses(file, bindings, ["vectors"])) {
      if (use.kind.is !== "fetched") continue;
      yield {
        span: spanOf(use.nameNode),
        message: "`fetch()` gives `records` since 1.0.0, and no `vectors`",
        next: "write `records`",
        edits: [renamedMember(use, "records")],
      };
    }
  },
};

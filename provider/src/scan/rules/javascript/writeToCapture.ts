import type { CodeRule } from "../../rule";
import { spanOf } from "../../span";
import { memberUses } from "./names/answerMembers";
import { type Bindings, indexCalls } from "./names/bindings";

/** What the log holds. */
const WRITES = ["upsert", "update", "deleteOne", "deleteMany", "deleteAll", "delete1", "_delete", "deleteNamespace"];

/** What it can't hold. */
const REFUSED = ["upsertRecords", "startImport", "createNamespace"];

/** A write that is not recorded. */
export const WRITE_TO_CAPTURE: CodeRule<Bindings | undefined> = {
  id: "javascript/write-to-capture",
  level: "note",
  step: "capture",
  title: "Write to be captured",
  help:
    "From `phase: capture` on every write has to be recorded, or stand still: wrap the index once by `captureWrites` of " +
    "`podshift/capture`, or send its requests through podshift's proxy. Writes of a wrapped index are not reported. " +
    "`upsertRecords`, `startImport` and `createNamespace` can't be recorded: stop them from the capture to the end of the " +
    "migration. (Source: docs/capture.md.)",
  *find(file, bindings) {
    for (const call of indexCalls(bindings, ...WRITES, ...REFUSED)) {
      if (call.kind?.is !== "index" || call.kind.captured) continue;
      const refused = REFUSED.includes(call.name);
      yield {
        span: spanOf(call.nameNode),
        message: refused
          ? `\`${call.name}\` writes what the log can't hold`
          : `\`${call.name}\` writes to the index, and \`phase: capture\` has to see it`,
        next: refused
          ? "let it stand still while the migration runs, or `upsert` values"
          : "wrap the index by `captureWrites(index, ...)` of `podshift/capture`, or send it through the proxy",
      };
    }
    yield* handedOn(file, bindings);
    yield* storesOf(file, bindings);
  },
};

/** `index.upsert.bind(index)`, `const { upsert } = index`: it writes wherever it is called. */
function* handedOn(file: Parameters<typeof WRITE_TO_CAPTURE.find>[0], bindings: Bindings | undefined) {
  if (bindings === undefined) return;
  for (const { kind, name, nameNode, expression } of memberUses(file, bindings, [...WRITES, ...REFUSED])) {
    if (kind.is !== "index" || kind.captured) continue;
    const call = expression?.parent();
    if (call?.kind() === "call_expression" && call.field("function")?.id() === expression?.id()) continue;
    yield {
      span: spanOf(nameNode),
      message: `\`${name}\` is handed on, and writes to the index wherever it is called`,
      next: "hand on that of `captureWrites(index, ...)` of `podshift/capture`, or send it through the proxy",
    };
  }
}

/** LangChain's store writes through the index that it is given as `pineconeIndex`. */
function* storesOf(file: Parameters<typeof WRITE_TO_CAPTURE.find>[0], bindings: Bindings | undefined) {
  if (bindings === undefined || !file.text.includes("pineconeIndex")) return;
  const long = { kind: "pair", has: { field: "key", regex: "^pineconeIndex$" } };
  const short = { kind: "shorthand_property_identifier", regex: "^pineconeIndex$" };
  for (const node of file.root.findAll({ rule: { any: [long, short] } })) {
    const kind = bindings.evaluation.kindOf(node.field("value") ?? node);
    if (kind?.is !== "index" || kind.captured) continue;
    yield {
      span: spanOf(node),
      message: "what is given this index may write to it, and `phase: capture` has to see it",
      next: "give it the result of `captureWrites(index, ...)` of `podshift/capture`",
    };
  }
}

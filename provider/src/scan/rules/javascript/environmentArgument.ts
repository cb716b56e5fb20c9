import type { CodeRule } from "../../rule";
import { spanOf } from "../../span";
import { removeItem } from "./edits";
import type { Bindings } from "./names/bindings";
import { argumentsOf, propertyNamed } from "./names/syntax";

/** `new Pinecone({ apiKey, environment })`. */
export const ENVIRONMENT_ARGUMENT: CodeRule<Bindings | undefined> = {
  id: "javascript/environment-argument",
  level: "error",
  step: "adapt-code",
  title: "`environment` given to the client",
  help:
    "From 2.0.0 on the client has no `environment`: it talks to one address for all, and where an index lies is part of " +
    "the index. Drop the argument. (Source: the client's v2 migration guide, 2026-07.)",
  *find(file, bindings) {
    if (bindings === undefined || !file.text.includes("environment")) return;
    const { evaluation } = bindings;
    for (const node of file.root.findAll({ rule: { kind: "new_expression" } })) {
      const made = node.field("constructor");
      const kind = made === null ? undefined : evaluation.kindOf(made);
      const [first] = argumentsOf(node);
      if (kind?.is !== "class" || kind.of !== "client" || first === undefined) continue;
      const options = evaluation.objectOf(first);
      const property = options === undefined ? undefined : propertyNamed(options, "environment");
      if (property === undefined) continue;
      const calls = property.node.find({ rule: { any: [{ kind: "call_expression" }, { kind: "await_expression" }] } });
      // A literal elsewhere may be used for more, and a call may do something.
      const certain = first.kind() === "object" && calls === null;
      yield {
        span: spanOf(property.node),
        message: "the client takes no `environment` since 2.0.0",
        next: "drop it",
        ...(certain ? { edits: [removeItem(file.text, property.node)] } : {}),
      };
    }
  },
};

import type { SgNode } from "@ast-grep/napi";
import type { CodeRule } from "../../rule";
import { callsOn, found } from "../typed/calls";
import { namesEnvironment } from "../typed/literals";
import type { JavaNames } from "./names";

const CONFIG = new Set(["pinecone.PineconeClientConfig"]);
const METHODS = new Set(["withEnvironment", "withProjectName"]);
const READS = new Set(["getenv", "getProperty", "getOrDefault", "getRequiredProperty", "getString", "get"]);

export const ENVIRONMENT: CodeRule<JavaNames | undefined> = {
  id: "java/environment",
  level: "warning",
  step: "adapt-code",
  title: "Pod environment",
  help:
    "Only pod indexes have an environment (`us-east1-gcp`) and a project name in their address. Since 1.0.0 the client asks " +
    "for neither, and a serverless index has a cloud and a region. Take the setting out once nothing creates pod indexes. " +
    "Source: v1-migration.md of pinecone-java-client.",
  *find(file, names) {
    for (const { nameNode, name } of callsOn(names?.calls ?? [], CONFIG, METHODS)) {
      const message = `\`${name}\` has no counterpart: clients since 1.0.0 find an index by its name or host`;
      yield found(nameNode, message, "Take it out");
    }
    if (!/pinecone.{1,2}env/i.test(file.text)) return;
    for (const literal of file.root.findAll({ rule: { kind: "string_literal" } })) {
      if (!namesEnvironment(literal.text().slice(1, -1)) || !isRead(literal) || isTold(literal)) continue;
      yield found(
        literal,
        "The pod environment is read, and serverless has none",
        "Take the setting out with what uses it",
      );
    }
  },
};

/** `withEnvironment(System.getenv("..."))` is one finding. */
function isTold(literal: SgNode): boolean {
  return literal
    .ancestors()
    .some((node) => node.kind() === "argument_list" && METHODS.has(node.parent()?.field("name")?.text() ?? ""));
}

/** `System.getenv("...")`, or an annotation as `@Value("${...}")`. */
function isRead(literal: SgNode): boolean {
  const list = literal.parent();
  if (list?.kind() === "annotation_argument_list") return true;
  const call = list?.kind() === "argument_list" ? list.parent() : null;
  return call?.kind() === "method_invocation" && READS.has(call.field("name")?.text() ?? "");
}

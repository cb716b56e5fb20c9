import type { SgNode } from "@ast-grep/napi";
import type { CodeRule } from "../../rule";
import { found } from "../typed/calls";
import { namesEnvironment } from "../typed/literals";
import type { CSharpNames } from "./names";
import { calledBy } from "./types";

const READS = new Set(["GetEnvironmentVariable", "GetValue", "GetSection", "GetRequiredSection"]);

export const ENVIRONMENT: CodeRule<CSharpNames | undefined> = {
  id: "csharp/environment",
  level: "warning",
  step: "adapt-code",
  title: "Pod environment",
  help:
    "Only pod indexes have an environment (`us-east1-gcp`); a serverless index has a cloud and a region. No client asks for " +
    "it since Pinecone.NET 2.0.0 but to create pod indexes: take the setting out once nothing creates them.",
  *find(file) {
    if (!/pinecone.{1,2}env/i.test(file.text)) return;
    for (const literal of file.root.findAll({ rule: { kind: "string_literal" } })) {
      if (!namesEnvironment(literal.text().slice(1, -1)) || !isRead(literal)) continue;
      yield found(
        literal,
        "The pod environment is read, and serverless has none",
        "Take the setting out with what uses it",
      );
    }
  },
};

/** `Environment.GetEnvironmentVariable("...")`, `configuration["..."]`. */
function isRead(literal: SgNode): boolean {
  const list = literal.parent()?.parent();
  if (list?.kind() === "bracketed_argument_list") return true;
  const call = list?.kind() === "argument_list" ? list.parent() : null;
  return call?.kind() === "invocation_expression" && READS.has(calledBy(call)?.name ?? "");
}

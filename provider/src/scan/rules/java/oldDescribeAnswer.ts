import type { SgNode } from "@ast-grep/napi";
import type { CodeRule } from "../../rule";
import { callsOn, found } from "../typed/calls";
import type { JavaNames } from "./names";

export const OLD_DESCRIBE_ANSWER: CodeRule<JavaNames | undefined> = {
  id: "java/old-describe-answer",
  level: "error",
  step: "adapt-code",
  title: "Pod part of a described index",
  help:
    "`getSpec().getPod()` is null for a serverless index, which has `getSpec().getServerless()` instead: code that reads " +
    "pods, replicas or the environment of it breaks after the cutover. Source: IndexModelSpec of pinecone-java-client at " +
    "5.1.0.",
  *find(_file, names) {
    for (const { node, nameNode } of callsOn(
      names?.calls ?? [],
      new Set(["pinecone.IndexModelSpec"]),
      new Set(["getPod"]),
    )) {
      if (isGuarded(node)) continue;
      const next = "Read `getSpec().getServerless()`, or leave the pod's numbers out";
      yield found(nameNode, "`getPod()` gives null for a serverless index", next);
    }
  },
};

/** Whether the method asks if there is a pod part. */
function isGuarded(call: SgNode): boolean {
  const method = call.ancestors().find((node) => node.kind() === "method_declaration");
  const comparisons = method?.findAll({ rule: { kind: "binary_expression", has: { kind: "null_literal" } } }) ?? [];
  return comparisons.some((each) => each.text().includes("getPod()"));
}

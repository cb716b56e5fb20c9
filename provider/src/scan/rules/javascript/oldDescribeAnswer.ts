import type { SgNode } from "@ast-grep/napi";
import type { Edit, Found } from "../../finding";
import type { CodeRule, SourceFile } from "../../rule";
import { spanOf } from "../../span";
import { type MemberUse, memberUses } from "./names/answerMembers";
import type { Bindings } from "./names/bindings";
import { memberName } from "./names/syntax";

/** What moved under `spec.pod`. */
const OF_PODS = ["environment", "pods", "podType", "replicas", "shards", "metadataConfig", "sourceCollection"];

/** What of `database` is at the top now. */
const AT_TOP = ["name", "dimension", "metric"];

/** The answer of describeIndex in the shape of 0.x and 1.x. */
export const OLD_DESCRIBE_ANSWER: CodeRule<Bindings | undefined> = {
  id: "javascript/old-describe-answer",
  level: "error",
  step: "adapt-code",
  title: "describeIndex() answer in its old shape",
  help:
    "Up to 1.x `describeIndex()` gave `{ database: { name, dimension, metric, pods, ... }, status: { host, port, ... } }`. " +
    "From 2.0.0 on `name`, `dimension`, `metric` and `host` are at the top, and what is about pods is under `spec.pod`, " +
    "which a serverless index has not. (Source: the client's v2 migration guide, 2026-07.)",
  *find(file, bindings) {
    if (bindings === undefined || !/\b(?:describeIndex|listIndexes)\b/.test(file.text)) return;
    for (const use of memberUses(file, bindings, ["database", "host", "port", ...OF_PODS])) {
      const found = findingOf(file, use);
      if (found !== undefined) yield found;
    }
  },
};

function findingOf(file: SourceFile, use: MemberUse): Found | undefined {
  const { kind, name, nameNode } = use;
  const span = spanOf(nameNode);
  if (kind.is === "description" && name === "database") {
    const edits = withoutDatabase(file, use);
    const next = "take `name`, `dimension` and `metric` from the top";
    return { span, message: "the description has no `database` since 2.0.0", next, ...edits };
  }
  if (kind.is === "status" && name === "host") {
    const edits = withoutStatus(file, use);
    return { span, message: "`host` is at the top of the description since 2.0.0", next: "write `.host`", ...edits };
  }
  if (kind.is === "status" && name === "port") {
    return {
      span,
      message: "the description has no `port` since 2.0.0",
      next: "take its `host`, which is reached on 443",
    };
  }
  if ((kind.is !== "description" && kind.is !== "database") || !OF_PODS.includes(name)) return undefined;
  return {
    span,
    message: `\`${name}\` is under \`spec.pod\` since 2.0.0, and a serverless index has none`,
    next: "leave it out, or look whether `spec.pod` is there",
  };
}

/** `answer.database.name` -> `answer.name`. */
function withoutDatabase(file: SourceFile, { expression }: MemberUse): { edits?: Edit[] } {
  const outer = expression?.parent();
  if (!expression || outer?.kind() !== "member_expression" || !AT_TOP.includes(memberName(outer) ?? "")) return {};
  return outer.field("object")?.id() === expression.id() ? skipping(file, expression, outer) : {};
}

/** `answer.status.host` -> `answer.host`. */
function withoutStatus(file: SourceFile, { expression }: MemberUse): { edits?: Edit[] } {
  const status = expression?.field("object");
  return expression && status?.kind() === "member_expression" ? skipping(file, status, expression) : {};
}

/** Takes out the property between, whose `?.` says nothing about what is left. */
function skipping({ text }: SourceFile, middle: SgNode, outer: SgNode): { edits?: Edit[] } {
  const [answer, own, next] = [middle.field("object"), middle.field("property"), outer.field("property")];
  if (answer === null || own === null || next === null) return {};
  const start = answer.range().end.index;
  const operator = text.slice(start, own.range().start.index);
  return { edits: [{ start, end: next.range().start.index, text: operator }] };
}

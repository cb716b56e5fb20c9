import type { Edit } from "../../finding";
import type { CodeRule } from "../../rule";
import { replaceNode } from "../../span";
import { argumentsOf, type Call, callsOn, found } from "../typed/calls";
import { MODEL_PACKAGE } from "./imports";
import type { JavaNames } from "./names";

const CLIENTS = new Set([
  "pinecone.Pinecone",
  "pinecone.PineconeControlPlaneClient",
  "pinecone.PineconeIndexOperationClient",
]);
const WITH_REQUEST: Readonly<Record<string, string>> = {
  createIndex:
    "Write `createServerlessIndex(name, metric, dimension, cloud, region, DeletionProtection.DISABLED, null)`",
  createCollection: "Write `createCollection(name, source)`",
};

export const OLD_CREATE_INDEX: CodeRule<JavaNames | undefined> = {
  id: "java/old-create-index",
  level: "error",
  step: "adapt-code",
  title: "Create call in its old form",
  help:
    "Up to 0.8 `createIndex` and `createCollection` took request objects; since 1.0.0 `createServerlessIndex` and " +
    "`createCollection` take plain values. `createServerlessIndex` takes a `DeletionProtection` since 2.0.0, and a map of " +
    "tags since 4.0.0, which may be null. `--fix` adds what is missing: protection stays off, no tags. Source: " +
    "v1-migration.md and v2-migration.md of pinecone-java-client, its sources at 5.1.0.",
  *find(_file, names) {
    if (names === undefined) return;
    for (const call of callsOn(names.calls, CLIENTS, new Set(Object.keys(WITH_REQUEST)))) {
      const next = WITH_REQUEST[call.name];
      if (call.args.length !== 1 || next === undefined) continue;
      const message = `\`${call.name}\` with a request object is gone since 1.0.0 of the Java client`;
      yield found(call.nameNode, message, next, call.name === "createCollection" ? plainValues(call) : undefined);
    }
    for (const call of callsOn(names.calls, CLIENTS, new Set(["createServerlessIndex"]))) {
      if (call.args.length !== 5 && call.args.length !== 6) continue;
      const message = "`createServerlessIndex` takes a deletion protection since 2.0.0, and tags since 4.0.0";
      yield found(call.nameNode, message, "Add `DeletionProtection.DISABLED` and `null`", lastArguments(call, names));
    }
  },
};

/** `new CreateCollectionRequest().name(a).source(b)` -> `a, b`. */
function plainValues({ args: [request] }: Call): Edit[] | undefined {
  const source = request?.kind() === "method_invocation" ? request : undefined;
  const name = source?.field("object");
  const made = name?.kind() === "method_invocation" ? name.field("object") : undefined;
  const isChain = source?.field("name")?.text() === "source" && name?.field("name")?.text() === "name";
  if (!source || !name || !isChain || made?.kind() !== "object_creation_expression") return undefined;
  const values = [name, source].map((each) => argumentsOf(each.field("arguments")));
  if (values.some(({ length }) => length !== 1) || request === undefined) return undefined;
  return [replaceNode(request, values.flatMap(([value]) => value?.text() ?? []).join(", "))];
}

/** Puts the missing arguments in, and the import that they need. */
function lastArguments({ args }: Call, names: JavaNames): Edit[] | undefined {
  const last = args.at(-1)?.range().end.index;
  if (last === undefined) return undefined;
  if (args.length === 6) return [{ start: last, end: last, text: ", null" }];
  const added = { start: last, end: last, text: ", DeletionProtection.DISABLED, null" };
  const { imports } = names.classes;
  const known = imports.some(
    ({ from, name }) => from.endsWith(".model") && (name === "DeletionProtection" || name === "*"),
  );
  if (known) return names.classes.named("DeletionProtection") === "pinecone.DeletionProtection" ? [added] : undefined;
  const start = imports.at(-1)?.node.range().start.index;
  if (start === undefined) return undefined;
  return [{ start, end: start, text: `import ${MODEL_PACKAGE}.model.DeletionProtection;\n` }, added];
}

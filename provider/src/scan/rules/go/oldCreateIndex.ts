import type { SgNode } from "@ast-grep/napi";
import type { CodeRule } from "../../rule";
import { found } from "../typed/calls";
import { fieldsOf, type GoNames } from "./names";
import { addressOf } from "./pointers";

/** The fields that became pointers. */
const POINTERS: Readonly<Record<string, readonly string[]>> = {
  "pinecone.CreateServerlessIndexRequest": ["Metric", "Dimension", "DeletionProtection"],
  "pinecone.CreatePodIndexRequest": ["Metric", "DeletionProtection"],
};

const PLAIN = /^(?:string|int\d*|pinecone\.(?:IndexMetric|DeletionProtection))$/;

export const OLD_CREATE_INDEX: CodeRule<GoNames | undefined> = {
  id: "go/old-create-index",
  level: "error",
  step: "adapt-code",
  title: "Create request with plain values",
  help:
    "`Metric`, `DeletionProtection` and a serverless index's `Dimension` are pointers since 3.0.0: a variable is needed " +
    "(`metric := pinecone.Cosine`, `Metric: &metric`). `--fix` takes the address of variables that nobody sets again. " +
    "Source: go-pinecone's sources at v2.2.0, v3.0.0 and v4.1.4.",
  *find(file, names) {
    if (names === undefined) return;
    for (const creation of names.creations) {
      const pointers = POINTERS[creation.type] ?? [];
      for (const { name, value } of fieldsOf(creation)) {
        if (!pointers.includes(name) || !isPlain(value, names)) continue;
        const edit = addressOf(value, names.types, file);
        const next = edit === undefined ? "Put it into a variable, and take that one's address" : "Take its address";
        yield found(value, `\`${name}\` is a pointer since 3.0.0`, next, edit === undefined ? undefined : [edit]);
      }
    }
  },
};

/** Below 3 it could be nothing else. */
function isPlain(value: SgNode, { types, major }: GoNames): boolean {
  const type = types.of(value);
  return type === undefined ? major < 3 && value.kind() !== "nil" : PLAIN.test(type);
}

import type { SgNode } from "@ast-grep/napi";
import type { CodeRule, SourceFile } from "../../rule";
import { replaceNode } from "../../span";
import { found } from "../typed/calls";
import { fieldsOf, type GoNames } from "./names";

const REQUESTS = new Set(["pinecone.QueryByVectorValuesRequest", "pinecone.QueryByVectorIdRequest"]);

export const OLD_FILTER_NAME: CodeRule<GoNames | undefined> = {
  id: "go/old-filter-name",
  level: "error",
  step: "adapt-code",
  title: "Filter by its old name",
  help:
    "The type `pinecone.Filter` and the field `Filter` of the query requests are called `MetadataFilter` since 1.0.0 " +
    "(2024-08-06). Source: go-pinecone's sources at v0.5.0 and v1.0.0.",
  *find(file, names) {
    if (names === undefined) return;
    for (const node of oldNames(file, names)) {
      const message = `\`${node.text()}\` is called \`MetadataFilter\` since 1.0.0`;
      yield found(node, message, "Write `MetadataFilter`", [replaceNode(node, "MetadataFilter")]);
    }
  },
};

function oldNames(file: SourceFile, { alias, creations, types }: GoNames): SgNode[] {
  const named = file.root.findAll({ rule: { kind: "qualified_type", regex: "\\.\\s*Filter$" } }).flatMap((node) => {
    const name = node.field("name");
    return node.field("package")?.text() === alias && name !== null ? [name] : [];
  });
  const keys = creations
    .filter(({ type }) => REQUESTS.has(type))
    .flatMap((creation) => fieldsOf(creation).filter(({ name }) => name === "Filter"))
    .map(({ key }) => key);
  const selected = file.root
    .findAll({ rule: { kind: "selector_expression", regex: "\\.\\s*Filter$" } })
    .flatMap((node) => {
      const field = node.field("field");
      const owner = types.ownerOf(node);
      return field !== null && owner !== undefined && REQUESTS.has(owner) ? [field] : [];
    });
  return [...named, ...keys, ...selected];
}

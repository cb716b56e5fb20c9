import type { CodeRule } from "../../rule";
import { replaceNode } from "../../span";
import { found } from "../typed/calls";
import { type JavaImport, MODEL_PACKAGE, MODELS, OLD_MODEL_PACKAGES } from "./imports";
import type { JavaNames } from "./names";

/** Models that 5.1.0 lacks: each had to do with a request that is no longer written by hand. */
const WITHOUT_HEIR: ReadonlySet<string> = new Set([
  "CreateIndexRequestSpec",
  "CreateIndexRequestSpecPod",
  "CreateIndexRequestSpecPodMetadataConfig",
  "IndexMetric",
]);

export const IMPORT_PATH: CodeRule<JavaNames | undefined> = {
  id: "java/import-path",
  level: "warning",
  step: "update-sdk",
  title: "Package that moved",
  help:
    "The models of the control plane are in `org.openapitools.db_control.client` since 3.0.0; they were in " +
    "`org.openapitools.client` up to 1.x, and in `org.openapitools.control.client` in 2.x. `PineconeConnection` is in " +
    "`io.pinecone.configs` since 1.0.0. `--fix` rewrites the imports; a class without an heir is left, with what to write " +
    "instead. Source: the client's sources at these tags.",
  *find(_file, names) {
    if (names === undefined) return;
    const { imports, models } = names.classes;
    const connection = imports.find(({ from, name }) => from === "io.pinecone" && name === "PineconeConnection");
    if (connection !== undefined) yield moved(connection, "io.pinecone.configs.PineconeConnection");
    for (const each of imports) {
      const old = OLD_MODEL_PACKAGES.find((from) => each.from === from || each.from.startsWith(`${from}.`));
      if (old === undefined || !models) continue;
      if (each.from === `${old}.model` && each.name !== "*" && !MODELS.has(each.name)) continue;
      if (each.from === old && !names.classes.ownsPackage(old)) continue;
      const to = `${MODEL_PACKAGE}${each.from.slice(old.length)}${each.name === "*" ? "" : `.${each.name}`}`;
      yield WITHOUT_HEIR.has(each.name) ? withoutHeir(each) : moved(each, to);
    }
  },
};

function moved({ node, path, from, name }: JavaImport, to: string) {
  const message = `\`${from}.${name}\` is no longer there in 5.1.0 of the Java client`;
  return found(node, message, `Import \`${to}${name === "*" ? ".*" : ""}\``, [replaceNode(path, to)]);
}

function withoutHeir({ node, from, name }: JavaImport) {
  const message = `\`${from}.${name}\` is gone: 5.1.0 of the Java client has no such class`;
  return found(node, message, "Take it out with the request that uses it: `createServerlessIndex` takes plain values");
}

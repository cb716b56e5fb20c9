import type { SgNode } from "@ast-grep/napi";
import type { Found } from "../../finding";
import type { CodeRule, SourceFile } from "../../rule";
import { callsOf, type PythonBindings } from "./bindings";
import { foundAt } from "./foundAt";
import { contains, stretchOf } from "./names/scopes";

const NAMES = "^(PINECONE_ENVIRONMENT|PINECONE_ENV)$";

export const environmentVariable: CodeRule<PythonBindings> = {
  id: "python/environment-variable",
  level: "warning",
  step: "adapt-code",
  title: "An environment variable for the pod environment",
  help:
    "`PINECONE_ENVIRONMENT` named the environment for `pinecone.init`. From version 3.0.0 on neither the client nor a " +
    "serverless index has a use for it; read by `os.environ[...]`, it is an error at start where it isn't set any more. " +
    "Source: README of pinecone-client 2.2.4 and 3.2.2.",
  *find(file: SourceFile, bindings: PythonBindings): Iterable<Found> {
    if (!/PINECONE_ENV/.test(file.text)) return;
    const reported = callsOf(bindings, "module", ["init", "Pinecone", "PineconeGRPC", "PodSpec"]);
    for (const content of file.root.findAll({ rule: { kind: "string_content", regex: NAMES } })) {
      const read = readOf(content);
      if (read === undefined || reported.some((call) => contains(call, stretchOf(read).start))) continue;
      const message = `\`${content.text()}\` has no use from version 3 of the client on`;
      yield foundAt(read, message, "leave it out of the code and of the deployment's configuration");
    }
  },
};

/** `os.environ["X"]`, `os.environ.get("X")`, `os.getenv("X")`, and the same without `os`. */
function readOf(content: SgNode): SgNode | undefined {
  const around = content.parent()?.parent();
  if (around?.kind() === "subscript") return isEnviron(around.field("value")) ? around : undefined;
  const call = around?.kind() === "argument_list" ? around.parent() : null;
  const callee = call?.field("function");
  if (!call || !callee) return undefined;
  if (callee.text() === "getenv" || callee.text() === "os.getenv") return call;
  const method = callee.field("attribute")?.text() ?? "";
  return ["get", "pop", "setdefault"].includes(method) && isEnviron(callee.field("object")) ? call : undefined;
}

function isEnviron(node: SgNode | null): boolean {
  return node?.text() === "os.environ" || node?.text() === "environ";
}

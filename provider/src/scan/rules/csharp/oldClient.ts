import type { SgNode } from "@ast-grep/napi";
import type { Edit } from "../../finding";
import type { CodeRule } from "../../rule";
import { found } from "../typed/calls";
import { type CSharpNames, partsOf } from "./names";
import type { CSharpTypes } from "./types";

export const OLD_CLIENT: CodeRule<CSharpNames | undefined> = {
  id: "csharp/old-client",
  level: "error",
  step: "adapt-code",
  title: "Client made with a pod environment",
  help:
    "The community's `new PineconeClient(apiKey, environment)` of 1.x is `new PineconeClient(apiKey)` since 2.0.0 " +
    "(2024-05-18), which is also how the official client is made. Source: Pinecone.NET's sources at 1.4.0 and 2.0.0.",
  *find(_file, names) {
    if (names === undefined) return;
    for (const { node, type, args } of names.creations) {
      if (type !== "Pinecone.PineconeClient" || args.length !== 2) continue;
      const environment = args.find((each) => partsOf(each).name === "environment") ?? args[1];
      if (environment === undefined || !isEnvironment(environment, names.types)) continue;
      const message = "Clients have no environment since 2.0.0: it was a pod index's";
      yield found(node, message, "Write `new PineconeClient(apiKey)`", [without(environment, args)]);
    }
  },
};

/** Takes one of two arguments out, with the comma between them. */
function without(argument: SgNode, args: readonly SgNode[]): Edit {
  const [first, second] = args.map((each) => each.range());
  const isFirst = argument.id() === args[0]?.id();
  const [from, to] = isFirst ? [first?.start, second?.start] : [first?.end, second?.end];
  return { start: from?.index ?? 0, end: to?.index ?? 0, text: "" };
}

/** A client takes an address, an HTTP client, options or a logger there too: only a string is an environment. */
function isEnvironment(argument: SgNode, types: CSharpTypes): boolean {
  const { name, value: written } = partsOf(argument);
  const value = written?.kind() === "postfix_unary_expression" ? written.child(0) : written;
  if (name !== undefined) return name === "environment";
  if (!value) return false;
  const type = types.of(value);
  if (type !== undefined) return type === "string";
  const isRead =
    value.kind() === "invocation_expression" &&
    /GetEnvironmentVariable|GetValue<string>|GetRequired/.test(value.text());
  return isRead || value.kind() === "element_access_expression" || /env(?:ironment)?$/i.test(value.text());
}

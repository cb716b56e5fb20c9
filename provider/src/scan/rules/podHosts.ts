import type { SgNode } from "@ast-grep/napi";
import type { Language, SourceFile } from "../rule";

/**
 * `docs-1a2b3c4.svc.us-east1-gcp.pinecone.io`. What stands before `.svc.` is left out: a program often fills it in, and
 * it would have to be looked through again from each of its characters.
 */
const HOSTS = /\.svc\.([\w-]+)\.pinecone\.io(?![\w-]|\.\w)/g;

/** A serverless index has a host `...svc.aped-4627-b74a...`; in other regions `apw5-4e34-81fa`, `gcp-us-central1-4a9f`. */
const SERVERLESS = /^aped-|-[0-9a-f]{4}$/;

/** Whether the host of a pod index stands in a text. */
export function holdsPodHost(text: string): boolean {
  return environmentsIn(text).some((environment) => !SERVERLESS.test(environment));
}

/** Whether hosts stand in a text, and all of them are of serverless indexes. */
export function holdsServerlessHost(text: string): boolean {
  return environmentsIn(text).length > 0 && !holdsPodHost(text);
}

function environmentsIn(text: string): string[] {
  return [...text.matchAll(HOSTS)].map(([, environment = ""]) => environment);
}

/** C#'s `@"..."`, which has no parts. */
const VERBATIM = "verbatim_string_literal";

/** What a string literal says by itself, without what is put into it: as literals nest, each text is looked at once. */
const PARTS: Readonly<Record<Exclude<Language, "yaml">, readonly string[]>> = {
  python: ["string_content"],
  javascript: ["string_fragment"],
  typescript: ["string_fragment"],
  tsx: ["string_fragment"],
  java: ["string_fragment", "multiline_string_fragment"],
  go: ["interpreted_string_literal_content", "raw_string_literal_content"],
  csharp: ["string_literal_content", "string_content", "raw_string_content", VERBATIM],
  hcl: ["template_literal"],
};

/** The string literals of a file that hold the host of a pod index, with an SDK or without. */
export function podHostsIn({ language, text, root }: SourceFile): SgNode[] {
  if (language === "yaml" || !holdsPodHost(text)) return [];
  const rule = { any: PARTS[language].map((kind) => ({ kind })), regex: "\\.pinecone\\.io" };
  const literals = new Map<number, SgNode>();
  for (const part of root.findAll({ rule })) {
    const literal = part.kind() === VERBATIM ? part : part.parent();
    if (literal !== null && holdsPodHost(part.text())) literals.set(literal.id(), literal);
  }
  return [...literals.values()];
}

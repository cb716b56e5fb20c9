import Module, { createRequire } from "node:module";
import { join } from "node:path";
import { runtime } from "@pulumi/pulumi";
import { type MadeResources, madeBy } from "./awsMocks";

const ROOT = join(__dirname, "../../..");
const PROGRAM = join(ROOT, "examples/aws/index.ts");
/** The package as the example names it, and where its source is: no build may be stale. */
const SOURCES: Readonly<Record<string, string>> = {
  podshift: join(ROOT, "provider/src/index.ts"),
  "podshift/aws": join(ROOT, "provider/src/aws/index.ts"),
};

/** What a preview of examples/aws would make, with this configuration. */
export function previewOf(
  config: Readonly<Record<string, unknown>>,
  secrets: readonly string[] = [],
): Promise<MadeResources & { readonly told: Readonly<Record<string, unknown>> }> {
  const texts = Object.entries(config).map(([key, value]) => [
    key,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  runtime.setAllConfig(Object.fromEntries(texts) as Record<string, string>, [...secrets]);
  return madeBy(() => program(), true);
}

type Resolve = (request: string, ...rest: unknown[]) => string;

function program(): Readonly<Record<string, unknown>> {
  const internals = Module as unknown as { _resolveFilename: Resolve };
  const real = internals._resolveFilename;
  internals._resolveFilename = (request, ...rest) => SOURCES[request] ?? real.call(Module, request, ...rest);
  const load = createRequire(__filename);
  delete load.cache[PROGRAM];
  try {
    return load(PROGRAM) as Readonly<Record<string, unknown>>;
  } finally {
    internals._resolveFilename = real;
  }
}

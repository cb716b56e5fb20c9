import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Index } from "@pinecone-database/pinecone";
import type { Index as Index5 } from "pinecone-client-5";
import ts from "typescript";
import type { captureWrites } from "../../../provider/src/capture";

const ROOT = join(__dirname, "../../..");
const SERVICE = join(ROOT, "examples/capture/service.ts");

// Judged by `npm run check`: a captured index has the very type of the client's own.
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Captured<I extends Index | Index5> = Awaited<ReturnType<typeof captureWrites<I>>>;
type Meta = { kind: string };
const same: [Same<Captured<Index>, Index>, Same<Captured<Index<Meta>>, Index<Meta>>, Same<Captured<Index5>, Index5>] = [
  true,
  true,
  true,
];

/** Files beside the example, which stay as they are: parsed and bound once. */
const others = new Map<string, ts.SourceFile | undefined>();

/** What the compiler says of the example, as it stands or changed. */
function problemsOf(change: (text: string) => string): string[] {
  const { config } = ts.readConfigFile(join(ROOT, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  const paths = { "podshift/capture": [join(ROOT, "provider/src/capture/index.ts")] };
  const all: ts.CompilerOptions = { ...options, paths, types: ["node"], skipLibCheck: true, noUnusedLocals: false };
  const host = ts.createCompilerHost(all);
  const read = host.readFile.bind(host);
  host.readFile = (file) => (file === SERVICE ? change(read(file) ?? "") : read(file));
  const get = host.getSourceFile.bind(host);
  host.getSourceFile = (file, languageOrOptions, ...rest) => {
    if (file === SERVICE) return ts.createSourceFile(file, change(readFileSync(file, "utf8")), languageOrOptions);
    if (!others.has(file)) others.set(file, get(file, languageOrOptions, ...rest));
    return others.get(file);
  };
  const program = ts.createProgram([SERVICE], all, host);
  const source = program.getSourceFile(SERVICE);
  return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
    ({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"),
  );
}

describe("types of a captured index", () => {
  it("are those of the client", () => assert.deepEqual(same, [true, true, true]));

  it("leave the example's code as it is when the one line is taken away", () => {
    const line = /^ {2}const index = await captureWrites\(.*\);$/m;
    assert.match(readFileSync(SERVICE, "utf8"), line);
    assert.deepEqual(
      problemsOf((text) => text),
      [],
    );
    assert.deepEqual(
      problemsOf((text) => text.replace(line, "  const index = pc.index(INDEX);")),
      [],
    );
    // The check can fail.
    assert.equal(problemsOf((text) => text.replace("index.query(", "index.search(")).length, 1);
  });
});

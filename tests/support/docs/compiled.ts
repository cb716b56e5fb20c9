import { join } from "node:path";
import ts from "typescript";
import { ROOT } from "./blocks";

/** Where the packages' source is, by the name that a reader imports. */
const PACKAGES: Readonly<Record<string, string[]>> = {
  podshift: [join(ROOT, "provider/src/index.ts")],
  "podshift/capture": [join(ROOT, "provider/src/capture/index.ts")],
  "podshift/aws": [join(ROOT, "provider/src/aws/index.ts")],
  "podshift/handlers": [join(ROOT, "provider/src/handlers/index.ts")],
  "pinecone-emulator": [join(ROOT, "emulator/src/index.ts")],
};
const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  esModuleInterop: true,
  types: ["node", "mocha"],
  paths: PACKAGES,
};

/** What the compiler says of each text, by its name; all in one program, against the packages' source. */
export function problemsOf(texts: ReadonlyMap<string, string>): Map<string, string[]> {
  const files = new Map([...texts.keys()].map((name, at) => [join(ROOT, `.docs-example-${at}.ts`), name]));
  const host = ts.createCompilerHost(OPTIONS);
  const read = host.getSourceFile.bind(host);
  const exists = host.fileExists.bind(host);
  const textOf = (file: string) => texts.get(files.get(file) ?? "");
  host.fileExists = (file) => files.has(file) || exists(file);
  host.getSourceFile = (file, ...rest) => {
    const text = textOf(file);
    return text === undefined ? read(file, ...rest) : ts.createSourceFile(file, `${text}\nexport {};\n`, rest[0]);
  };
  const program = ts.createProgram([...files.keys()], OPTIONS, host);
  return new Map(
    [...files].map(([file, name]) => {
      const source = program.getSourceFile(file);
      const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
      return [name, found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"))];
    }),
  );
}

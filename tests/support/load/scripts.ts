import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";

const ROOT = resolve(__dirname, "..", "..", "..");

/**
 * This folder as JavaScript, in a folder of its own below the repository: a process of the load then starts without the
 * compiler, which would take most of its start.
 */
export function transpiledScripts(): { readonly folder: string; dispose(): void } {
  mkdirSync(join(ROOT, ".tmp"), { recursive: true });
  const folder = mkdtempSync(join(ROOT, ".tmp", "load-"));
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  for (const file of readdirSync(__dirname).filter((name) => name.endsWith(".ts"))) {
    const { outputText } = ts.transpileModule(readFileSync(join(__dirname, file), "utf8"), { compilerOptions });
    writeFileSync(join(folder, file.replace(/\.ts$/, ".js")), outputText);
  }
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "commonjs" }));
  return { folder, dispose: () => rmSync(folder, { recursive: true, force: true }) };
}

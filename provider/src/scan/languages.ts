import { posix } from "node:path";
import type { Language } from "./rule";

const BY_EXTENSION: Readonly<Record<string, Language>> = {
  ".py": "python",
  ".pyi": "python",
  ".ipynb": "python",
  ".js": "javascript",
  ".mjs": "javascript",
  ".cjs": "javascript",
  ".jsx": "javascript",
  ".ts": "typescript",
  ".mts": "typescript",
  ".cts": "typescript",
  ".tsx": "tsx",
  ".java": "java",
  ".go": "go",
  ".cs": "csharp",
  ".tf": "hcl",
};

/** Programs of Pulumi's YAML runtime; other YAML is nobody's code. */
const YAML_PROGRAM = /^(?:Pulumi|Main)\.ya?ml$/;

/** The language of a file's code, by its name; undefined for a file that is none of ours. */
export function languageOf(path: string): Language | undefined {
  const name = posix.basename(path);
  return YAML_PROGRAM.test(name) ? "yaml" : BY_EXTENSION[posix.extname(name).toLowerCase()];
}

/** A Jupyter notebook: its code stands in the strings of a JSON file. */
export function isNotebook(path: string): boolean {
  return path.toLowerCase().endsWith(".ipynb");
}

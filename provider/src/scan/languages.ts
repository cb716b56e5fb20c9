import { posix } from "node:path";
import type { Language } from "./rule";

const BY_EXTENSION: Readonly<Record<string, Language>> = {
  ".py": "python",
  ".pyi": "python",
  ".pyw": "python",
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
  ".tofu": "hcl",
};

/** Code that may use Pinecone's clients, directly or through another language's, and that no rule reads. */
const UNREAD: ReadonlySet<string> = new Set([
  ...[
    ".vue",
    ".svelte",
    ".astro",
    ".coffee",
    ".kt",
    ".kts",
    ".scala",
    ".sc",
    ".groovy",
    ".clj",
    ".cljs",
    ".fs",
    ".fsx",
  ],
  ...[".vb", ".csx", ".cshtml", ".razor", ".rb", ".php", ".rs", ".swift", ".dart", ".ex", ".exs", ".r", ".jl", ".pyx"],
  ...[".sh", ".bash", ".ps1"],
]);

/** The same without an ending of their own: Terraform in JSON, what Deno and Bun install. */
const UNREAD_NAMES = /(?:\.tf\.json|^deno\.jsonc?|^deno\.lock|^bun\.lock)$/;

/** Programs of Pulumi's YAML runtime; other YAML is nobody's code. */
const YAML_PROGRAM = /^(?:Pulumi|Main)\.ya?ml$/;

/** The language of a file's code, by its name; undefined for a file that is none of ours. */
export function languageOf(path: string): Language | undefined {
  const name = posix.basename(path);
  return YAML_PROGRAM.test(name) ? "yaml" : BY_EXTENSION[posix.extname(name).toLowerCase()];
}

/** Whether a file is code, or a manifest, that no rule reads: where it names Pinecone, a person has to. */
export function isUnread(path: string): boolean {
  const name = posix.basename(path);
  return UNREAD_NAMES.test(name) || UNREAD.has(posix.extname(name).toLowerCase());
}

/** A Jupyter notebook: its code stands in the strings of a JSON file. */
export function isNotebook(path: string): boolean {
  return path.toLowerCase().endsWith(".ipynb");
}

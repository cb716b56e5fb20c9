import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** Every file below a folder that holds the text. */
export function filesHolding(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => !/^(node_modules|provider|scripts)(\/|$)/.test(file))
    .map((file) => join(folder, file))
    .filter((file) => statSync(file).isFile() && readFileSync(file).includes(text));
}

/** Lines that hold the text, each once and without it. */
export function linesHolding(output: string, text: string): string[] {
  const lines = output.split("\n").filter((line) => line.includes(text));
  return [...new Set(lines.map((line) => line.replaceAll(text, "<the key>").slice(0, 300)))];
}

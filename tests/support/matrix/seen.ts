import { ERROR_CODES } from "../../../provider/src/errors";

/** What a user reads at the end of a command. */
export interface Seen {
  /** The first code of podshift's; "LOCKED" and "PENDING" are Pulumi's own; "" when there is none. */
  readonly code: string;
  /** The line that says it, without colour. */
  readonly line: string;
}

const CODES = new Set<string>(ERROR_CODES);
const LONGEST = 220;

/** Finds code and sentence in what a command printed. */
export function seenIn(output: string): Seen {
  const lines = output.split("\n").map((line) => line.trim());
  for (const line of lines) {
    for (const [, code = ""] of line.matchAll(/\(([A-Z_]+)\)/g)) {
      if (CODES.has(code)) return { code, line: shortened(line) };
    }
  }
  const locked = lines.find((line) => line.includes("currently locked"));
  if (locked !== undefined) return { code: "LOCKED", line: shortened(locked) };
  const error = lines.find((line) => /^error:/.test(line)) ?? lines.find((line) => /\berror:/.test(line));
  return { code: "", line: shortened(error ?? "") };
}

function shortened(line: string): string {
  const plain = line.replace(/^\*\s*/, "").replace(/^error:\s*/, "");
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST)}…` : plain;
}

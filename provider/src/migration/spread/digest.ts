import { createHash } from "node:crypto";

/** A digest of folded lines that doesn't depend on their order, nor on how keys and numbers are written. */
export class FoldedDigest {
  records = 0;
  #high = 0n;
  #low = 0n;

  add(line: string): void {
    const hash = createHash("sha256")
      .update(canonical(JSON.parse(line)))
      .digest();
    // A sum, not an exclusive or: a line that comes twice shows.
    this.#high = BigInt.asUintN(64, this.#high + hash.readBigUInt64BE(0));
    this.#low = BigInt.asUintN(64, this.#low + hash.readBigUInt64BE(8));
    this.records += 1;
  }

  /** 32 hex digits. */
  get digest(): string {
    return [this.#high, this.#low].map((half) => half.toString(16).padStart(16, "0")).join("");
  }
}

/** JSON with sorted keys and numbers as JavaScript writes them. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`).join(",")}}`;
}

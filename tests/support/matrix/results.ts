import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { CellResult } from "./cell";

/** Results as JSON lines: what was run stays when the run ends early. */
export class Results {
  constructor(readonly path: string) {
    mkdirSync(dirname(path), { recursive: true });
  }

  /** Begins an empty file. */
  clear(): void {
    writeFileSync(this.path, "");
  }

  add(result: CellResult): void {
    appendFileSync(this.path, `${JSON.stringify(result)}\n`);
  }

  /** The last result of each cell; a torn last line is left out. */
  read(): CellResult[] {
    if (!existsSync(this.path)) return [];
    const last = new Map<string, CellResult>();
    for (const line of readFileSync(this.path, "utf8").split("\n")) {
      const result = parsed(line);
      if (result !== undefined) last.set(`${result.step} ${result.column}`, result);
    }
    return [...last.values()];
  }
}

function parsed(line: string): CellResult | undefined {
  try {
    return line === "" ? undefined : (JSON.parse(line) as CellResult);
  } catch {
    return undefined;
  }
}

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CHARTS, rowsOf, svgOf } from "./charts";
import { pageOf } from "./page";
import type { Results } from "./results";

/**
 * Writes benchmarks.md, and its charts into benchmarks/ beside it; a chart that has nothing to show is removed.
 *
 * @param place the folder of the docs
 */
export async function writePage(place: string, results: Results): Promise<void> {
  mkdirSync(join(place, "benchmarks"), { recursive: true });
  for (const chart of CHARTS) {
    const file = join(place, "benchmarks", chart.file);
    if (rowsOf(chart, results).length === 0) rmSync(file, { force: true });
    else writeFileSync(file, await svgOf(chart, results));
  }
  writeFileSync(join(place, "benchmarks.md"), pageOf(results));
}

// The limits on paper: how fast a catch-up may and can be, simulated with the product's own code (fold's bringing, sender,
// batches, pacing, lanes, prices) in virtual time against the documented limits. No baseline: nothing is timed here. The last
// tables rest on speeds that were measured before (tests/support/scale/measured.ts); `--measure` measures them anew on this
// machine, some six minutes and 6 GB of disk, and prints them instead.
// Prints one JSON line for each row, then the tables as Markdown; docs/scale.md has them too, which a test holds equal.
import { oneProcess, simulateAll } from "../tests/support/scale/cases";
import { measureSpeed } from "../tests/support/scale/measure";
import { markdown } from "../tests/support/scale/page";
import { DIMENSIONS } from "../tests/support/scale/service";
import { tablesOf } from "../tests/support/scale/tables";

async function main(): Promise<void> {
  if (process.argv.includes("--measure")) {
    for (const dimension of DIMENSIONS)
      console.log(JSON.stringify({ name: "speed", ...(await measureSpeed(dimension)) }));
    return;
  }
  for (const dimension of DIMENSIONS) {
    for (const each of await oneProcess(dimension))
      console.log(JSON.stringify({ name: "one process, simulated", ...each }));
  }
  const tables = tablesOf(await simulateAll());
  for (const { name, head, rows } of tables) {
    for (const row of rows) {
      console.log(JSON.stringify({ name, ...Object.fromEntries(head.map((title, at) => [title, row[at]])) }));
    }
  }
  for (const table of tables) console.log(`\n## ${table.name}\n\n${markdown(table)}`);
}

void main();

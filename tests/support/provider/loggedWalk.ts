import assert from "node:assert/strict";
import { type LoggedMigration, record, untilTaken } from "./loggedMigration";
import type { Stage } from "./stage";

/** Identifiers that are written again and again. */
const IDS = Array.from({ length: 40 }, (_, at) => `w${at}`);

/** Goes there, back and there again on a second copy while the application writes: every acknowledged write is there. */
export async function losesNothingUnderWrites(stage: Stage, { rows, app }: LoggedMigration): Promise<void> {
  const written = new Map<string, number>();
  let going = true;
  const writer = (async () => {
    for (let n = 1; going; n += 1) {
      const id = `w${n % IDS.length}`;
      if (n % 7 === 0) {
        await untilTaken(() => app.deleteOne({ id }));
        written.delete(id);
      } else if (n % 31 === 0) {
        await untilTaken(() => app.deleteMany({ filter: { value: { $eq: n - 1 } } }));
        for (const [each, value] of written) if (value === n - 1) written.delete(each);
      } else {
        await untilTaken(() => app.upsert({ records: [record(id, n)] }));
        written.set(id, n);
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  })();
  for (const phase of ["copy", "cutover", "copy"] as const) await rows.up(phase);
  await rows.up("capture");
  for (const row of [rows.parity, rows.catchUp, rows.serverless, rows.collection]) await row.delete();
  for (const phase of ["copy", "cutover", "copy", "cutover", "retire"] as const) await rows.up(phase);
  going = false;
  await writer;
  await rows.podIndex.delete();
  const { host } = (await stage.client.describeIndex("docs-serverless")) ?? assert.fail("no serverless index");
  const found = [...(await stage.client.reader(host).fetch("", IDS)).values()];
  assert.deepEqual(new Map(found.map(({ id, metadata }) => [id, metadata?.value])), written);
}

import assert from "node:assert/strict";
import { readMigration } from "../../../provider/src/component/migrationConfig";
import { MigrationsOfPrograms } from "../../../provider/src/component/migrationsOfPrograms";

const settings = (podIndex: string, serverless: string) =>
  readMigration({
    ...{ podIndex, phase: "copy", writes: "paused", collection: `${serverless}-collection` },
    serverless: { name: serverless, region: "us-east-1" },
  });

describe("migrations of one program", () => {
  it("refuses a second one of a pod index, to whatever it goes", () => {
    const [migrations, root] = [new MigrationsOfPrograms(), {}];
    migrations.add(root, settings("docs", "a"));
    migrations.add(root, settings("other", "c"));
    assert.throws(() => migrations.add(root, settings("docs", "b")), {
      code: "CONFIG_INVALID",
      problems: ['podIndex: "docs" stands in two migrations'],
    });
  });

  it("takes the same again in another run, and where no engine runs it", () => {
    const migrations = new MigrationsOfPrograms();
    for (const root of [{}, {}, undefined, undefined]) migrations.add(root, settings("docs", "a"));
  });
});

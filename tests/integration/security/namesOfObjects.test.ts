import assert from "node:assert/strict";
import { join } from "node:path";
import { runCli } from "../../../provider/src/cli/program";
import { eachLogged } from "../../support/provider/loggedMigration";
import { eachOnStage } from "../../support/provider/stage";

/** Names that every object of JavaScript has already, or that change what it inherits from. */
const NAMES = ["__proto__", "constructor", "prototype", "hasOwnProperty", "toString", "__defineGetter__"];

/** What all objects inherit, as it was. */
function inherited(): string {
  const names = (holder: object) => Reflect.ownKeys(holder).map(String).sort();
  return JSON.stringify(
    [Object.prototype, Array.prototype, Function.prototype, String.prototype, Map.prototype].map(names),
  );
}

describe("records, namespaces and metadata named like what objects have", () => {
  const stage = eachOnStage();
  const begin = eachLogged(stage);

  async function verified(): Promise<{ code: number; said: string }> {
    const said: string[] = [];
    const io = {
      out: (line: string) => void said.push(line),
      err: (line: string) => void said.push(line),
      isTerminal: false,
      env: { PINECONE_API_KEY: "key", PINECONE_CONTROLLER_HOST: stage().emulator.url },
      signal: new AbortController().signal,
    };
    const { folder } = stage();
    const flags = ["--content", "all", "--queries", "3", "--settle", "50", "--log", `file://${join(folder, "log")}`];
    const code = await runCli(["verify", "docs", "docs-serverless", "--output", folder, ...flags], io, () => undefined);
    return { code, said: said.join("\n") };
  }

  it("are moved, caught up and compared as any others, and change no object", async () => {
    const before = inherited();
    const { rows, app } = await begin("mirrored", { leaseMs: 1_500 });
    // JSON as it comes over the wire: written as a literal `__proto__` would be lost before it is sent.
    const metadata = JSON.parse(`{${NAMES.map((name) => `"${name}":"${name}"`).join()}}`) as Record<string, string>;
    for (const namespace of NAMES) {
      await stage().data("docs", "/vectors/upsert", {
        namespace,
        vectors: NAMES.map((id) => ({ id, values: [1, 2], metadata })),
      });
    }
    await rows.up("copy");
    for (const namespace of NAMES) {
      const records = [...NAMES, "new"].map((id) => ({ id, values: [3, 4], metadata: { kind: namespace } }));
      await app.namespace(namespace).upsert({ records });
      await app.namespace(namespace).deleteOne({ id: "constructor" });
      await app.namespace(namespace).update({ id: "toString", metadata: { toString: "now" } as never });
    }
    await rows.up("copy");
    const { code, said } = await verified();
    assert.equal(code, 0, said);
    const { host } = (await stage().client.describeIndex("docs-serverless")) ?? assert.fail("no serverless index");
    const reader = stage().client.reader(host);
    const { namespaces } = await reader.stats();
    for (const namespace of NAMES) {
      assert.equal(namespaces.get(namespace), NAMES.length, namespace);
      const found = await reader.fetch(namespace, [...NAMES, "new"]);
      assert.deepEqual([...found.keys()].sort(), [...NAMES, "new"].filter((id) => id !== "constructor").sort());
    }
    assert.equal(inherited(), before);
    assert.equal(Reflect.get({}, "kind"), undefined);
  });
});

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { requestsOf } from "../../../../provider/src/cli/assess/stackFile";
import { readMigrations } from "../../../../provider/src/component/migrationConfig";
import { PodshiftError } from "../../../../provider/src/errors";
import { limitsProfile } from "../../../../provider/src/migration/limits";

const STACK = `encryptionsalt: v1:abc
config:
  pinecone:apiKey:
    secure: v1:never-read
  podshift:migrations:
    - podIndex: docs
      serverless: { region: us-east-1 }
      writeLog: file:///srv/podshift/docs
      phase: assess
    - podIndex: shop
      serverless: { name: shop-2, region: us-central1, cloud: gcp, tags: { team: search }, readCapacity: { nodeType: t1, shards: 2, replicas: 1 } }
      collection: kept
      writes: paused
      phase: copy
      limits: { records: 600000000, namespaces: 20000, clouds: [gcp] }
      workload: { queriesPerDay: 200000, writesPerDay: 5000, metadataBytes: 500, namespaces: { "": { queriesPerDay: 1 } } }
      pricing: { plan: enterprise }
      parity: { content: all }
      acknowledge: [NO_LIVE_WRITER]
`;

describe("requestsOf a stack file", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "podshift-stack-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const reading = async (text: string) => {
    const path = join(folder, "Pulumi.prod.yaml");
    await writeFile(path, text);
    return requestsOf(path);
  };
  const refused = async (reading: Promise<unknown>, ...parts: RegExp[]) => {
    const error = await reading.then(
      () => assert.fail("it was taken"),
      (error: unknown) => error,
    );
    assert.ok(error instanceof PodshiftError);
    assert.equal(error.code, "CONFIG_INVALID");
    for (const part of parts) assert.match(error.message, part);
  };

  it("reads what the stack program reads", async () => {
    const requests = await reading(STACK);
    const settings = readMigrations(parse(STACK).config["podshift:migrations"]);
    assert.equal(requests.length, 2);
    for (const [at, request] of requests.entries()) {
      const stack = settings[at] ?? assert.fail();
      const { podIndex, collection, phase, writes, workload, pricing, parity } = stack;
      const { tags, readCapacity, ...place } = stack.serverless;
      assert.deepEqual(request, {
        ...{ podIndex, collection, phase, writes },
        serverless: Object.keys(tags).length === 0 ? place : { ...place, tags },
        limits: limitsProfile(stack.limits),
        parity: { content: parity.content, queries: parity.queries },
        ...(workload === undefined ? {} : { workload }),
        ...(readCapacity === undefined ? {} : { readNodes: readCapacity }),
        ...(pricing?.plan === undefined ? {} : { plan: pricing.plan }),
      });
    }
  });

  it("reads what stands there as JSON or by reference, as Pulumi does", async () => {
    const json = JSON.stringify(parse(STACK).config["podshift:migrations"]);
    assert.deepEqual(
      await reading(`config:\n  podshift:migrations: '${json.replaceAll("'", "''")}'\n`),
      await reading(STACK),
    );
    const [merged] = await reading(
      "base: &base { podIndex: docs, serverless: { region: us-east-1 } }\nconfig:\n  podshift:migrations:\n    - <<: *base\n      phase: copy\n",
    );
    assert.deepEqual([merged?.podIndex, merged?.phase], ["docs", "copy"]);
    await refused(reading("config:\n  podshift:migrations: none\n"), /is a text, and no JSON/);
  });

  it("reads prices of the file that it names, from the working directory", async () => {
    const prices = join(folder, "prices.yaml");
    await writeFile(prices, "date: 2030-01-01\nprices: { collection: 1 }\n");
    const text = STACK.replace("pricing: { plan: enterprise }", `pricing: { file: ${JSON.stringify(prices)} }`);
    assert.equal((await reading(text))[1]?.prices?.date, "2030-01-01");
    await rm(prices);
    await refused(reading(text), /the price file .*prices\.yaml can't be read/);
  });

  it("has no migrations where the file has none", async () => {
    assert.deepEqual(await reading("config:\n  a:b: c\n"), []);
    assert.deepEqual(await reading(""), []);
  });

  it("says everything that is wrong at once", async () => {
    await refused(
      reading(
        STACK.replace("us-east-1", "7").replace("phase: copy", "phase: copi").replace("podIndex: shop", "pod: shop"),
      ),
      /migrations\.0\.serverless\.region: 7 is not string/,
      /migrations\.1\.phase: "copi" is not/,
      /migrations\.1\.podIndex: is missing/,
    );
    await refused(
      reading("config:\n  podshift:migrations: { secure: v1:x }\n"),
      /podshift:migrations: Object is not Array/,
    );
    await refused(reading("config: [\n"), /can't be read as migrations/);
    await refused(requestsOf(join(folder, "nothing.yaml")), /nothing\.yaml can't be read/);
  });
});

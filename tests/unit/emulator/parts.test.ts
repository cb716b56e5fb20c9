import assert from "node:assert/strict";
import fc from "fast-check";
import { plainUrl } from "../../../emulator/dist/emulator";
import { Journal } from "../../../emulator/dist/journal";
import { settingsFrom } from "../../../emulator/dist/options";
import { fullness } from "../../../emulator/dist/podCapacity";
import { cloudOfEnvironment, isServerlessRegion } from "../../../emulator/dist/regions";
import { pageOf, readPageToken } from "../../../emulator/dist/validations/paging";

describe("emulator: pages", () => {
  it("walk through every name with the prefix once, in order, whatever the page size", () => {
    const names = fc.uniqueArray(fc.string({ unit: fc.constantFrom("a", "b", "~"), maxLength: 4 }));
    const prefixes = fc.string({ unit: fc.constantFrom("a", "b", "~"), maxLength: 2 });
    fc.assert(
      fc.property(names, prefixes, fc.integer({ min: 1, max: 5 }), (all, prefix, limit) => {
        const sorted = [...all].sort();
        const seen: string[] = [];
        let token: string | undefined;
        do {
          const page = pageOf(sorted, prefix, readPageToken(token), limit);
          assert.ok(page.names.length <= limit);
          seen.push(...page.names);
          token = page.next;
        } while (token !== undefined);
        assert.deepEqual(
          seen,
          sorted.filter((name) => name.startsWith(prefix)),
        );
      }),
    );
  });
});

describe("emulator: journal", () => {
  it("keeps the last 10,000 requests at least, and not many more", () => {
    const journal = new Journal();
    for (let at = 0; at < 25_000; at += 1) journal.add({ at, method: "GET", path: "/", status: 200 });
    assert.equal(journal.entries.at(-1)?.at, 24_999);
    assert.ok(journal.entries.length >= 10_000 && journal.entries.length < 11_000);
    assert.equal(journal.entries[0]?.at, 25_000 - journal.entries.length);
  });
});

describe("emulator: settings", () => {
  it("listens on loopback with documented limits unless told otherwise", () => {
    const settings = settingsFrom({});
    assert.deepEqual([settings.host, settings.limited, settings.quotas.indexes], ["127.0.0.1", true, 20]);
    assert.deepEqual(
      [settings.indexMs, settings.collectionMs, settings.deleteMs, settings.consistencyMs],
      [0, 0, 0, 0],
    );
  });

  it("drops the default quotas with the limits, and keeps those asked for", () => {
    const { limited, quotas } = settingsFrom({ limits: "off", quotas: { collections: 3 } });
    assert.deepEqual([limited, quotas.indexes, quotas.collections], [false, Number.POSITIVE_INFINITY, 3]);
  });
});

describe("emulator: places", () => {
  it("knows serverless regions", () => {
    assert.equal(isServerlessRegion("gcp", "europe-west4"), true);
    assert.equal(isServerlessRegion("gcp", "us-east-1"), false);
    assert.equal(isServerlessRegion("constructor", "name"), false);
  });

  it("reads the cloud off a pod environment", () => {
    const clouds = ["us-east-1-aws", "us-west1-gcp", "eastus-azure", "gcp-starter", "aws"].map(cloudOfEnvironment);
    assert.deepEqual(clouds, ["aws", "gcp", "azure", undefined, undefined]);
  });

  it("spells URLs, IPv6 addresses in brackets", () => {
    assert.deepEqual([plainUrl("127.0.0.1", 80), plainUrl("::1", 80)], ["http://127.0.0.1:80", "http://[::1]:80"]);
  });
});

describe("emulator: fullness of pods", () => {
  const spec = {
    kind: "pod",
    environment: "e",
    pods: 1,
    replicas: 1,
    shards: 1,
    indexed: undefined,
    sourceCollection: undefined,
  } as const;

  it("goes in steps of 10 % by type, size and shards, up to 1", () => {
    assert.equal(fullness({ ...spec, podType: "p1.x1" }, 768, 250_000), 0.2);
    assert.equal(fullness({ ...spec, podType: "p1.x2" }, 768, 1_000_000), 0.5);
    assert.equal(fullness({ ...spec, podType: "s1.x1", shards: 2 }, 768, 5_000_000), 0.5);
    assert.equal(fullness({ ...spec, podType: "p1.x1", replicas: 2, pods: 2 }, 768, 500_000), 0.5);
    assert.equal(fullness({ ...spec, podType: "p2.x1" }, 768, 9_000_000), 1);
  });
});

import assert from "node:assert/strict";
import { PodshiftError } from "../../../provider/src/errors";
import {
  creationRequest,
  ensureServerlessIndex,
  removeServerlessIndex,
  type ServerlessIndexPlan,
} from "../../../provider/src/migration/serverlessIndex";
import { progressLine } from "../../../provider/src/migration/serverlessIndexWaits";
import { systemClock } from "../../../provider/src/util/clock";
import { Control, type ControlRecord } from "../../../provider/src/writeLog/control";
import { contextOf } from "../../support/provider/contexts";
import { podDescription, serverlessDescription } from "../../support/provider/descriptions";
import { FakeClient } from "../../support/provider/fakeClient";
import { FakeTime } from "../../support/provider/fakeTime";
import { logOf } from "../../support/writeLog/logs";
import { MemoryStore } from "../../support/writeLog/memoryStore";

const PLAN: ServerlessIndexPlan = {
  name: "docs-serverless",
  podIndex: "docs",
  collection: "docs-collection",
  cloud: "aws",
  region: "us-east-1",
  dimension: 2,
  metric: "cosine",
  tags: { team: "search", podshift: "cutover", "podshift-collection": "other@1" },
  deadlineMs: 1_000,
};

describe("progressLine", () => {
  for (const [line, state, elapsedMs, done, total] of [
    ["Initializing: 11 s so far", "Initializing", 11_000, undefined, 10],
    ["Initializing: 0 of 10 records, 11 s so far", "Initializing", 11_000, 0, 10],
    ["Initializing: 5 of 10 records, 5 s so far", "Initializing", 5_000, 5, 10],
    ["Initializing: 5 of 10 records, 6 s so far, about 6 s left", "Initializing", 6_000, 5, 10],
    ["Ready: 10 of 10 records, 6 s so far", "Ready", 6_000, 10, 10],
    [
      "Initializing: 400,000 of 1,200,000 records, 10 min so far, about 20 min left",
      "Initializing",
      600_000,
      400_000,
      1_200_000,
    ],
  ] as const) {
    it(line, () => assert.equal(progressLine(state, elapsedMs, done, total), line));
  }
});

describe("creationRequest", () => {
  it("asks for the index as planned, with the user's tags and where it comes from", () => {
    assert.deepEqual(creationRequest(PLAN, "docs-collection@1", "nonce"), {
      name: "docs-serverless",
      dimension: 2,
      metric: "cosine",
      cloud: "aws",
      region: "us-east-1",
      sourceCollection: "docs-collection",
      tags: {
        ...{ team: "search", "podshift-source": "docs" },
        ...{ "podshift-copy": "nonce", "podshift-collection": "docs-collection@1" },
      },
    });
  });

  it("names filterable fields only when not all are", () => {
    assert.deepEqual(creationRequest({ ...PLAN, filterable: ["genre"] }, undefined, "nonce").filterable, ["genre"]);
    assert.deepEqual(creationRequest({ ...PLAN, filterable: [] }, undefined, "nonce").filterable, []);
    assert.equal("filterable" in creationRequest({ ...PLAN, filterable: undefined }, undefined, "nonce"), false);
  });

  it("says nothing of a collection that nobody recorded", () => {
    assert.deepEqual(creationRequest({ ...PLAN, tags: {} }, undefined, "nonce").tags, {
      "podshift-source": "docs",
      "podshift-copy": "nonce",
    });
  });
});

describe("ensureServerlessIndex, while the index is being made", () => {
  /** Initializing at the first look, Ready from the second on; `stats` is asked in between. */
  function making(stats: () => Promise<never>) {
    const client = new FakeClient(podDescription());
    client.collections.set("docs-collection", {
      name: "docs-collection",
      status: "Ready",
      environment: "e",
      vectorCount: 0,
    });
    client.createServerlessIndex = async () => {
      const tags = { "podshift-source": "docs" };
      client.indexes.set("docs-serverless", serverlessDescription({ tags, state: "Initializing", ready: false }));
    };
    const ready = client.reader;
    client.reader = (host) => ({ ...ready(host), stats });
    const clock = new FakeTime(0, () => {
      client.reader = ready;
      client.indexes.set("docs-serverless", serverlessDescription());
    });
    return contextOf(client, { clock });
  }

  for (const code of ["API_ERROR", "API_UNREACHABLE"] as const) {
    it(`tells how long it has been when there is no count yet: ${code}`, async () => {
      const context = making(() => Promise.reject(new PodshiftError(code, "not yet")));
      assert.equal((await ensureServerlessIndex(context, PLAN)).description.state, "Ready");
      assert.deepEqual(context.said.progress, ["Initializing: 0 s so far"]);
    });
  }

  it("says so while the index isn't shown yet", async () => {
    const context = making(() => Promise.reject(new PodshiftError("API_ERROR", "not yet")));
    (context.client as FakeClient).createServerlessIndex = async () => undefined;
    assert.equal((await ensureServerlessIndex(context, PLAN)).description.state, "Ready");
    assert.deepEqual(context.said.progress, ["not shown yet: 0 s so far"]);
  });

  it("does not hide any other failure", async () => {
    const refused = new PodshiftError("API_KEY_REFUSED", "refused");
    await assert.rejects(
      ensureServerlessIndex(
        making(() => Promise.reject(refused)),
        PLAN,
      ),
      refused,
    );
  });
});

describe("removeServerlessIndex", () => {
  const COPY = { name: PLAN.name, host: "docs-serverless.example" };

  async function logNaming(change: Partial<ControlRecord>) {
    const store = new MemoryStore();
    let nonces = 0;
    const control = new Control(store, systemClock, () => `nonce-${++nonces}`);
    await logOf(control, [], { serverless: COPY, ...change });
    return { store, control };
  }

  for (const [why, change, left] of [
    ["no copy once it is gone", {}, undefined],
    ["another copy still", { serverless: { ...COPY, name: "docs-serverless-2" } }, "docs-serverless-2"],
    ["what a switch under way goes to", { state: "fenced" }, PLAN.name],
    ["what it went to before it was closed", { state: "closed" }, PLAN.name],
  ] as const) {
    it(`leaves the log naming ${why}`, async () => {
      const log = await logNaming(change);
      const index = serverlessDescription({ name: PLAN.name, tags: { "podshift-source": "docs" } });
      const client = new FakeClient(podDescription({ name: "docs" }), index);
      await removeServerlessIndex(contextOf(client), { ...PLAN, log });
      assert.equal(client.indexes.has(PLAN.name), false);
      assert.equal((await log.control.read()).serverless?.name, left);
    });
  }

  it("has the log name it no more before it goes, and also when somebody else has deleted it", async () => {
    const index = serverlessDescription({ name: PLAN.name, tags: { "podshift-source": "docs" } });
    const client = new FakeClient(podDescription({ name: "docs" }), index);
    const log = await logNaming({});
    client.deleteIndex = async () => {
      assert.equal((await log.control.read()).serverless, undefined);
      return true;
    };
    await assert.rejects(removeServerlessIndex(contextOf(client), { ...PLAN, log }), { code: "SERVERLESS_TIMEOUT" });

    const again = await logNaming({});
    const without = new FakeClient(podDescription({ name: "docs" }));
    await removeServerlessIndex(contextOf(without), { ...PLAN, log: again });
    assert.equal((await again.control.read()).serverless, undefined);
  });
});

import assert from "node:assert/strict";
import { PodshiftError } from "../../../../provider/src/errors";
import { configure } from "../../../../provider/src/handlers/runtime/configuration";
import { changedKeys, define, type Handler, PartialFailure } from "../../../../provider/src/handlers/runtime/define";
import { stackConfig, withCleanEnvironment } from "../../../support/provider/environment";

const KEY = "pcsk-very-secret";
const URN = "urn:pulumi:dev::podshift::pulumi-nodejs:dynamic/pinecone:PodIndex::docs";
const HIDDEN = { __provider: "exports.handler = ...", __urn: URN, __phase: "copy" };

interface In {
  readonly name: string;
  readonly size?: number;
}
interface Out {
  readonly host: string;
}

/** A handler that notes what it is given; what a test needs is overridden. */
function noting(change: Partial<Handler<In, Out>> = {}) {
  const seen: unknown[] = [];
  const handler: Handler<In, Out> = {
    inputKeys: ["name", "size"],
    check: async (_context, olds, news) => {
      seen.push(olds, news);
      return { inputs: { ...news, size: 3 }, failures: [] };
    },
    diff: async (_context, olds, news) => {
      seen.push(olds, news);
      return { changes: true, replaces: ["name"] };
    },
    create: async (_context, news) => {
      seen.push(news);
      return { id: news.name, outs: { host: "h" } };
    },
    update: async (_context, olds, news) => {
      seen.push(olds, news);
      return { host: "h2" };
    },
    read: async (_context, id, olds) => {
      seen.push(id, olds);
      return { inputs: { size: 5 }, outs: { host: "h3" } };
    },
    delete: async (_context, id, olds) => void seen.push(id, olds),
    ...change,
  };
  return { seen, handler: define(handler) };
}

const thrown = async (run: Promise<unknown>): Promise<Error & Record<string, unknown>> => {
  try {
    await run;
  } catch (error) {
    return error as Error & Record<string, unknown>;
  }
  return assert.fail("nothing was thrown");
};

describe("define", () => {
  withCleanEnvironment();
  beforeEach(() => configure(stackConfig({ "pinecone:apiKey": KEY, "pinecone:controllerHost": "http://127.0.0.1:1" })));
  after(() => configure(stackConfig({})));

  it("check: hides provider and row, keeps hidden inputs, takes computed ones over", async () => {
    const { seen, handler } = noting();
    const { inputs, failures } = await handler.check({}, { name: "docs", ...HIDDEN });
    assert.deepEqual(seen, [undefined, { name: "docs", __phase: "copy" }]);
    assert.deepEqual(inputs, { name: "docs", size: 3, __urn: URN, __phase: "copy" });
    assert.deepEqual(failures, []);
    await handler.check({ name: "old", ...HIDDEN }, { name: "docs" });
    assert.deepEqual(seen[2], { name: "old", __phase: "copy" });
  });

  it("check: takes the key out of failures", async () => {
    const failures = [{ property: "name", reason: `not with ${KEY}` }];
    const { handler } = noting({ check: async (_context, _olds, inputs) => ({ inputs, failures }) });
    const answer = await handler.check({}, { name: "docs" });
    assert.deepEqual(answer.failures, [{ property: "name", reason: "not with [secret]" }]);
  });

  it("diff: passes the answer on", async () => {
    const { seen, handler } = noting();
    assert.deepEqual(await handler.diff("docs", { name: "a", host: "h", ...HIDDEN }, { name: "b", ...HIDDEN }), {
      changes: true,
      replaces: ["name"],
    });
    assert.deepEqual(seen, [
      { name: "a", host: "h", __phase: "copy" },
      { name: "b", __phase: "copy" },
    ]);
  });

  it("create and update: the state holds inputs and outputs, not the provider", async () => {
    const { handler } = noting();
    const news = { name: "docs", ...HIDDEN };
    assert.deepEqual(await handler.create(news), {
      id: "docs",
      outs: { name: "docs", __urn: URN, __phase: "copy", host: "h" },
    });
    assert.deepEqual(await handler.update("docs", { name: "old", host: "h" }, news), {
      outs: { name: "docs", __urn: URN, __phase: "copy", host: "h2" },
    });
  });

  it("read: gives inputs back as well, as found", async () => {
    const { seen, handler } = noting();
    const props = { name: "docs", size: 3, host: "h", ...HIDDEN };
    const found = await handler.read("docs", props);
    assert.deepEqual(seen, ["docs", { name: "docs", size: 3, host: "h", __phase: "copy" }]);
    assert.equal(found.id, "docs");
    assert.deepEqual(found.inputs, { name: "docs", size: 5, __urn: URN, __phase: "copy" });
    assert.deepEqual(found.props, { ...props, size: 5, host: "h3" });
  });

  it("read: what is gone has no id", async () => {
    const { handler } = noting({ read: async () => undefined });
    assert.deepEqual(await handler.read("docs", { name: "docs" }), { id: "" });
  });

  it("read: a state of an older version, with a field missing, has no undefined value in its inputs", async () => {
    const { handler } = noting({ read: async () => ({ inputs: {}, outs: { host: "h" } }) });
    const { inputs = {}, props = {} } = await handler.read("docs", { name: "docs" });
    assert.deepEqual(inputs, { name: "docs" });
    assert.deepEqual([...Object.values(inputs), ...Object.values(props)].includes(undefined), false);
  });

  describe("delete of what another row of the stack has taken over", () => {
    const under = (name: string, stack = "dev") => ({
      ...{ ...HIDDEN, name: "a", host: "h" },
      __urn: `urn:pulumi:${stack}::podshift::pulumi-nodejs:dynamic/pinecone:PodIndex::${name}`,
    });
    const same = { diff: async () => ({ changes: false }) };

    it("leaves it alone, whether it was taken over in this run or before", async () => {
      const created = noting({ removes: true });
      await created.handler.create(under("new"));
      const stood = noting({ removes: true, ...same });
      await stood.handler.diff("a", under("new"), under("new"));
      for (const { seen, handler } of [created, stood]) {
        const before = seen.length;
        await handler.delete("a", under("old"));
        assert.equal(seen.length, before);
      }
    });

    it("leaves it alone whatever row its state names: a row that leaves the program is in no step of the run before", async () => {
      const { seen, handler } = noting({ removes: true, ...same });
      await handler.diff("a", under("new"), under("new"));
      const before = seen.length;
      // A rename taken back, a stack renamed since, a state of old, a replacement that went on with the same.
      for (const props of [under("new"), under("new", "staging"), { name: "a" }]) await handler.delete("a", props);
      assert.equal(seen.length, before);
    });

    it("deletes what nobody took over: another id, one that is to be replaced", async () => {
      const stood = noting({ removes: true, ...same });
      await stood.handler.diff("a", under("new"), under("new"));
      const replaced = noting({ removes: true });
      await replaced.handler.diff("a", under("new"), under("new"));
      for (const [{ seen, handler }, id, props] of [
        [stood, "b", under("old")],
        [replaced, "a", under("old")],
      ] as const) {
        const before = seen.length;
        await handler.delete(id, props);
        assert.equal(seen.length, before + 2);
      }
    });

    it("asks those whose delete takes nothing away, as ever: they guard what serves", async () => {
      const { seen, handler } = noting(same);
      await handler.diff("a", under("new"), under("new"));
      await handler.delete("a", under("old"));
      assert.equal(seen.length, 2);
    });
  });

  it("delete: gives the handler id and state", async () => {
    const { seen, handler } = noting();
    assert.equal(await handler.delete("docs", { name: "docs", host: "h", ...HIDDEN }), undefined);
    assert.deepEqual(seen, ["docs", { name: "docs", host: "h", __phase: "copy" }]);
  });

  for (const verb of ["create", "update"] as const) {
    it(`${verb}: a partial failure keeps the state, in the shape that Pulumi knows`, async () => {
      const reason = new PodshiftError("STOPPED", `stopped with ${KEY}`, { next: "go on" });
      const fail = () => Promise.reject(new PartialFailure("docs", { host: "half" }, reason));
      const { handler } = noting({ create: fail, update: fail });
      const news = { name: "docs", ...HIDDEN };
      const error = await thrown(verb === "create" ? handler.create(news) : handler.update("docs", {}, news));
      assert.equal(error.id, "docs");
      assert.deepEqual(error.properties, { ...news, host: "half" });
      assert.deepEqual(error.reasons, ["stopped with [secret] (STOPPED)\n  Next: go on"]);
      assert.equal(error.stack?.includes("\n"), false);
      assert.equal(JSON.stringify([error.message, error.stack, error.properties]).includes(KEY), false);
    });
  }

  it("shows an expected error without stack and without key", async () => {
    const reason = new PodshiftError("CUTOVER_GUARD", `refused with ${KEY}`);
    const { handler } = noting({ delete: () => Promise.reject(reason) });
    const error = await thrown(handler.delete("docs", {}));
    assert.equal(error.message, "refused with [secret] (CUTOVER_GUARD)");
    // Pulumi prints this beside the message.
    assert.equal(`${error}: ${error.stack}`, "podshift: CUTOVER_GUARD");
  });

  it("keeps the stack of a fault of our own, without key", async () => {
    const { handler } = noting({ diff: () => Promise.reject(new TypeError(`broken with ${KEY}`)) });
    const error = await thrown(handler.diff("docs", {}, {}));
    assert.equal(error.message, "broken with [secret]");
    assert.match(error.stack ?? "", /TypeError: broken with \[secret\]\n\s+at /);
    assert.equal(error.stack?.includes(KEY), false);
  });

  it("makes an error of whatever is thrown", async () => {
    const { handler } = noting({ delete: () => Promise.reject(`text with ${KEY}`) });
    const error = await thrown(handler.delete("docs", {}));
    assert.ok(error instanceof Error);
    assert.equal(error.message, "text with [secret]");
  });

  it("shows one failure to all that share it: reads are asked once for many resources", async () => {
    const shared = new PodshiftError("API_KEY_REFUSED", "refused");
    const { handler } = noting({ diff: () => Promise.reject(shared) });
    const errors = await Promise.all([thrown(handler.diff("a", {}, {})), thrown(handler.diff("b", {}, {}))]);
    assert.deepEqual(
      errors.map(({ code }) => code),
      ["API_KEY_REFUSED", "API_KEY_REFUSED"],
    );
  });

  it("says in every step that there is no key", async () => {
    configure(stackConfig({}));
    const { seen, handler } = noting();
    for (const run of [
      handler.check({}, { name: "docs" }),
      handler.diff("docs", {}, {}),
      handler.create({ name: "docs" }),
      handler.update("docs", {}, {}),
      handler.read("docs", {}),
      handler.delete("docs", {}),
    ]) {
      const error = await thrown(run);
      assert.equal(error.code, "API_KEY_MISSING");
      assert.equal(error.stack, "API_KEY_MISSING");
    }
    assert.deepEqual(seen, []);
  });

  it("gives each step a context that says where to stop and what to work with", async () => {
    const { handler } = noting({
      delete: async (context) => {
        assert.equal(context.signal.aborted, false);
        assert.equal(typeof context.client.describeIndex, "function");
        context.progress("p");
        context.report("r");
        context.warn("w");
      },
    });
    await handler.delete("docs", {});
  });
});

describe("changedKeys", () => {
  it("compares by value, sees keys that are new, and leaves hidden ones out", () => {
    const olds = { a: 1, tags: { x: "1" }, list: [1, 2], __h: 1, gone: 1 };
    assert.deepEqual(changedKeys(olds, { a: 1, tags: { x: "1" }, list: [1, 2], __h: 2 }), []);
    assert.deepEqual(changedKeys(olds, { a: 2, tags: { x: "2" }, list: [2, 1], fresh: 1 }), [
      "a",
      "tags",
      "list",
      "fresh",
    ]);
  });
});

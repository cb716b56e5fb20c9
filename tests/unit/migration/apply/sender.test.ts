import assert from "node:assert/strict";
import fc from "fast-check";
import { PodshiftError } from "../../../../provider/src/errors";
import { type BringHooks, type DeadLetter, Sender } from "../../../../provider/src/migration/apply/sender";
import type { StoredRecord, WriteOutcome } from "../../../../provider/src/pinecone/types";

const APPLIED: WriteOutcome = { kind: "applied" };
const BUSY: WriteOutcome = { kind: "busy", status: 429, retryAfterMs: 0 };
const UNKNOWN: WriteOutcome = { kind: "unknown", reason: "no answer" };
const refused = (status: number): WriteOutcome => ({
  ...{ kind: "refused", status, code: "3", message: "metadata is too large", retryable: false },
});

/** A sender whose requests are answered by `answer`, and all that its hooks heard. */
function senderOf(answer: (ids: readonly string[], request: number) => WriteOutcome, mayApply = () => {}) {
  const heard = {
    events: [] as string[],
    refused: [] as DeadLetter[],
    unknown: [] as [string[], number][],
    applied: [] as string[],
  };
  let now = 0;
  let requests = 0;
  const request = async (kind: string, ids: readonly string[]) => {
    heard.events.push(`${kind} ${ids.length}`);
    now += 10;
    requests += 1;
    return answer(ids, requests);
  };
  const sender = new Sender({
    writer: {
      upsert: (_ns, records) =>
        request(
          "upsert",
          records.map(({ id }) => id),
        ),
      deleteIds: (_ns, ids) => request("delete", ids),
    },
    pacing: { run: (_ns, _load, send) => send() },
    clock: { now: () => now },
    mayApply,
    requestMs: 20_000,
    attempts: 4,
  });
  const hooks: BringHooks = {
    onSent: async (_ns, ids) => void heard.events.push(`saved ${ids.length}`),
    onRefused: (letter) => heard.refused.push(letter),
    onUnknown: (_ns, ids, sentAt) => heard.unknown.push([[...ids], sentAt]),
    onApplied: (_ns, ids) => heard.applied.push(...ids),
  };
  return { sender, hooks, heard };
}

const present = (ids: readonly string[]) => new Map(ids.map((id): [string, StoredRecord] => [id, { id, values: [1] }]));
const named = (count: number) => Array.from({ length: count }, (_, at) => `r${at}`);

describe("Sender", () => {
  it("upserts what is present, deletes what is absent, and has the ids saved before it sends", async () => {
    const { sender, hooks, heard } = senderOf(() => APPLIED);
    await sender.bring("", new Map([...present(["a", "b"]), ["c", undefined]]), hooks);
    assert.deepEqual(heard.events, ["saved 3", "upsert 2", "delete 1"]);
    assert.deepEqual(heard.applied.sort(), ["a", "b", "c"]);
  });

  it("sends at most 1,000 records or ids a request, and nothing for nothing", async () => {
    const { sender, hooks, heard } = senderOf(() => APPLIED);
    await sender.bring("", present(named(2_500)), hooks);
    await sender.bring("", new Map(named(1_001).map((id) => [id, undefined])), hooks);
    await sender.bring("", new Map(), hooks);
    const sent = ["saved 2500", "upsert 1000", "upsert 1000", "upsert 500", "saved 1001", "delete 1000", "delete 1"];
    assert.deepEqual(heard.events, sent);
  });

  it("tries again what was busy or had no answer, and tells of the latter though it succeeds in the end", async () => {
    const { sender, hooks, heard } = senderOf((_ids, request) => [UNKNOWN, BUSY, APPLIED][request - 1] ?? APPLIED);
    await sender.bring("", present(["a"]), hooks);
    assert.deepEqual(heard.unknown, [[["a"], 0]]);
    assert.deepEqual(heard.applied, ["a"]);
  });

  it("gives up after so many attempts", async () => {
    const { sender, hooks, heard } = senderOf(() => UNKNOWN);
    await assert.rejects(sender.bring("", present(["a"]), hooks), { code: "API_UNREACHABLE" });
    assert.deepEqual(
      heard.unknown.map(([, at]) => at),
      [0, 10, 20, 30],
    );
  });

  it("says what the service said at last: a quota that is used up looks like one that is busy", async () => {
    const full = "429 RESOURCE_EXHAUSTED the write units of this month are used up";
    const { sender, hooks } = senderOf(() => ({ ...BUSY, reason: full }));
    const facts = { attempts: 4, reason: full };
    await assert.rejects(sender.bring("", present(["a"]), hooks), { code: "API_UNREACHABLE", facts });
  });

  it("gives up without an answer after 90 s, however long the pauses are, and not while it is asked to slow down", async () => {
    const endOf = (outcome: WriteOutcome) => {
      let [now, requests] = [0, 0];
      const sender = new Sender({
        writer: {
          upsert: async () => {
            requests += 1;
            return outcome;
          },
          deleteIds: () => assert.fail("a delete"),
        },
        pacing: {
          run: (_ns, _load, send) => {
            now += 20_000;
            return send();
          },
        },
        clock: { now: () => now },
        mayApply: () => {},
        requestMs: 20_000,
      });
      const hooks = { onUnknown: () => {}, onRefused: () => {}, onApplied: () => {} };
      return sender.bring("", present(["a"]), hooks).then(
        () => assert.fail("it did not give up"),
        (error: PodshiftError) => ({ code: error.code, requests }),
      );
    };
    assert.deepEqual(await endOf(UNKNOWN), { code: "API_UNREACHABLE", requests: 6 });
    assert.deepEqual(await endOf(BUSY), { code: "API_UNREACHABLE", requests: 8 });
  });

  it("finds each refused record by halving, and applies all others", async () => {
    const ids = fc.uniqueArray(
      fc.integer({ min: 0, max: 40 }).map((at) => `r${at}`),
      { maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(ids, async (bad) => {
        const { sender, hooks, heard } = senderOf((sent) =>
          sent.some((id) => bad.includes(id)) ? refused(400) : APPLIED,
        );
        await sender.bring("ns", present(named(41)), hooks);
        assert.deepEqual(heard.refused.map(({ id }) => id).sort(), [...bad].sort());
        assert.deepEqual(
          heard.applied.sort(),
          named(41)
            .filter((id) => !bad.includes(id))
            .sort(),
        );
        for (const { namespace, reason } of heard.refused) {
          assert.deepEqual([namespace, reason], ["ns", { status: 400, code: "3", message: "metadata is too large" }]);
        }
      }),
      { numRuns: 50 },
    );
  });

  it("a refusal that isn't about the records ends it, and makes no dead letter", async () => {
    const { sender, hooks, heard } = senderOf(() => refused(404));
    await assert.rejects(sender.bring("", present(["a", "b"]), hooks), { code: "API_ERROR" });
    assert.deepEqual([heard.refused, heard.events], [[], ["saved 2", "upsert 2"]]);
  });

  it("sends nothing once the lease may be another's", async () => {
    const { sender, hooks, heard } = senderOf(
      () => APPLIED,
      () => {
        throw new PodshiftError("APPLIER_BUSY", "another run");
      },
    );
    await assert.rejects(sender.bring("", present(["a"]), hooks), { code: "APPLIER_BUSY" });
    assert.deepEqual([heard.events, heard.unknown], [["saved 1"], []]);
  });

  it("an error after it was sent says nothing of the outcome: it counts as unknown", async () => {
    const { sender, hooks, heard } = senderOf(() => {
      throw new PodshiftError("STOPPED", "stopped");
    });
    await assert.rejects(sender.bring("", present(["a"]), hooks), { code: "STOPPED" });
    assert.deepEqual(heard.unknown, [[["a"], 0]]);
  });
});

import assert from "node:assert/strict";
import { noPlaintextKey } from "../../../policy/src/noPlaintextKey";
import { codes, judge } from "../../support/policy/judge";
import { changed, having, RECORDED, type Recording, recorded } from "../../support/policy/recording";

const KEY = "pcsk_4tJqZ_N0tAKeyAtAll5Xw";
/** Keys of old are UUIDs: they are found by the environment only. */
const OLD_KEY = "0fbd3f1e-6f0a-4b8e-9d55-2a5e7b6f1c11";
const rule = noPlaintextKey({});
const ruleWithKey = noPlaintextKey({ PINECONE_API_KEY: OLD_KEY });
/** How the stack's configuration is shown to policies, secrets laid open. */
const withConfig = (config: Record<string, unknown>, recording: Recording = recorded("paused-copy")) =>
  having(recording, "pulumi:providers:pulumi-nodejs", "default", config);

describe("policy noPlaintextKey", () => {
  for (const name of RECORDED) {
    it(`${name}: passes`, () => {
      assert.deepEqual(codes(rule, recorded(name)), []);
      assert.deepEqual(codes(ruleWithKey, recorded(name)), []);
    });
  }

  it("fails for a key in an input, however deep", () => {
    const tagged = changed(recorded("paused-copy"), "ServerlessIndex", ["tags"], { a: [{ b: `key=${KEY}` }] });
    const [violation, ...others] = judge(rule, tagged);
    assert.equal(violation?.code, "KEY_IN_PLAIN_TEXT");
    assert.match(violation?.message ?? "", /tags\.a\.0\.b/);
    assert.deepEqual(others, []);
  });

  it("fails for a key that is a name", () => {
    const tagged = changed(recorded("paused-copy"), "ServerlessIndex", ["tags"], { [KEY]: "x" });
    assert.deepEqual(codes(rule, tagged), ["KEY_IN_PLAIN_TEXT docs-serverless"]);
  });

  it("fails for the environment's key, whatever it looks like", () => {
    const tagged = changed(recorded("paused-copy"), "ServerlessIndex", ["tags"], { a: `x${OLD_KEY}` });
    assert.deepEqual(codes(ruleWithKey, tagged), ["KEY_IN_PLAIN_TEXT docs-serverless"]);
    assert.deepEqual(codes(rule, tagged), [], "a UUID alone is no key");
  });

  it("fails for the environment's key where that has a line break at its end", () => {
    const tagged = changed(recorded("paused-copy"), "ServerlessIndex", ["tags"], { a: OLD_KEY });
    const fromFile = noPlaintextKey({ PINECONE_API_KEY: `${OLD_KEY}\n` });
    assert.deepEqual(codes(fromFile, tagged), ["KEY_IN_PLAIN_TEXT docs-serverless"]);
  });

  it("fails for a key in configuration, but where it may be", () => {
    assert.deepEqual(codes(rule, withConfig({ "pinecone:apiKey": KEY })), []);
    assert.deepEqual(codes(rule, withConfig({ "app:key": KEY })), ["KEY_IN_PLAIN_TEXT default"]);
  });

  it("fails for a key in another's input, but where its configuration allows it", () => {
    const type = "aws:secretsmanager/secretVersion:SecretVersion";
    const kept = having(recorded("paused-copy"), type, "key", { secretString: KEY });
    assert.deepEqual(codes(rule, kept), ["KEY_IN_PLAIN_TEXT key"]);
    assert.deepEqual(codes(rule, kept, { allowed: [`${type}#secretString`] }), []);
  });

  it("fails for a key in a stack output", () => {
    const exported = having(recorded("paused-copy"), "pulumi:pulumi:Stack", "podshift-test", {});
    const stack = exported.stack.map((each) =>
      each.name === "podshift-test" ? { ...each, props: { out: KEY } } : each,
    );
    assert.deepEqual(codes(rule, exported), []);
    assert.deepEqual(codes(rule, { ...exported, stack }), ["KEY_IN_PLAIN_TEXT podshift-test"]);
  });

  it("never repeats the key", () => {
    const wrong = withConfig({ a: KEY, b: OLD_KEY, [KEY]: KEY, [OLD_KEY]: { [KEY]: [OLD_KEY] } });
    const messages = judge(ruleWithKey, wrong).map(({ message }) => message);
    assert.ok(messages.length >= 5, `${messages.length} violations`);
    for (const message of messages) {
      assert.ok(!message.includes(KEY) && !message.includes(OLD_KEY), message);
      assert.ok(!message.includes(KEY.slice(5)), message);
    }
  });

  it("takes no short or empty key of the environment for one: it would be in any text", () => {
    for (const PINECONE_API_KEY of ["", "docs", "aws"]) {
      assert.deepEqual(codes(noPlaintextKey({ PINECONE_API_KEY }), recorded("mirrored-retire")), []);
    }
  });
});

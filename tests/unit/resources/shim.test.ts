import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { runtime } from "@pulumi/pulumi";
import { providerOf } from "../../../provider/src/resources/shim";
import { KINDS } from "../../../provider/src/tokens";

/**
 * Every stack's state holds this text. If this test fails, every stack of every user shows a change: don't just renew
 * the golden file.
 */
const GOLDEN = join(__dirname, "shim.golden.txt");

/** Serialized as Pulumi's dynamic.Resource does it. */
const serialized = async (kind: (typeof KINDS)[number]) => {
  const provider = providerOf(kind);
  return (await runtime.serializeFunction(() => provider, { allowSecrets: true })).text;
};

describe("shim", () => {
  it("serializes to the golden text", async () => {
    assert.equal(await serialized("PodIndex"), await readFile(GOLDEN, "utf8"));
  });

  for (const kind of KINDS) {
    it(`captures nothing but the kind: ${kind}`, async () => {
      const text = await serialized(kind);
      const golden = await readFile(GOLDEN, "utf8");
      assert.equal(text, golden.replaceAll("PodIndex", kind));
      assert.ok(text.includes(`"${kind}"`));
    });
  }

  it("requires the handlers by a literal name, in each method, and nothing else", async () => {
    const required = (await serialized("Collection")).match(/require\([^)]*\)/g);
    assert.deepEqual(required, Array(7).fill('require("podshift/handlers")'));
  });

  it("holds no path", async () => {
    const text = await serialized("Collection");
    for (const folder of [process.cwd(), "node_modules", "provider/src", "/home/", "file:"]) {
      assert.equal(text.includes(folder), false, folder);
    }
  });

  it("is one object a kind, or each resource would be serialized anew", () => {
    assert.equal(providerOf("PodIndex"), providerOf("PodIndex"));
    assert.notEqual(providerOf("PodIndex"), providerOf("Collection"));
  });
});

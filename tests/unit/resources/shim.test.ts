import assert from "node:assert/strict";
import { shim } from "../../../provider/src/resources/shim";
import { KINDS } from "../../../provider/src/tokens";

describe("shim", () => {
  it("is this text: every stack's state holds it, and states of years to come", () => {
    assert.equal(shim("PodIndex"), 'exports.handler = () => require("podshift/handlers").providerOf("PodIndex");\n');
  });

  for (const kind of KINDS) {
    it(`gives the provider of today's package, by nothing but the kind: ${kind}`, () => {
      const module = { exports: {} as { handler?: () => unknown } };
      const asked: string[] = [];
      const require = (name: string) => ({
        providerOf: (each: string) => {
          asked.push(name, each);
          return "its provider";
        },
      });
      // As Pulumi's dynamic provider does it.
      new Function("exports", "require", shim(kind))(module.exports, require);
      assert.deepEqual(asked, []);
      assert.equal(module.exports.handler?.(), "its provider");
      assert.deepEqual(asked, ["podshift/handlers", kind]);
    });
  }
});

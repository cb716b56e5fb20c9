import assert from "node:assert/strict";
import { crc32c } from "@aws-crypto/crc32c";
import fc from "fast-check";
import { checksum } from "../../../provider/src/writeLog/checksum";

describe("checksum", () => {
  it("is CRC-32C: the check value of the catalogue of CRC algorithms", () =>
    assert.equal(checksum("123456789"), "e3069283"));

  it("is that of another implementation, for any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), fc.nat(30), (text, times) => {
        const whole = text.repeat(times);
        for (const each of [text, whole]) {
          assert.equal(checksum(each), crc32c(Buffer.from(each, "utf8")).toString(16).padStart(8, "0"));
        }
      }),
    );
  });
});

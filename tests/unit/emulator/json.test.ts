import assert from "node:assert/strict";
import { jsonText, signedZeros } from "../../../emulator/dist/json";

describe("emulator: JSON of values", () => {
  it("keeps the sign of a zero, which JSON.stringify drops", () => {
    const values = signedZeros(Float32Array.of(0, -0, 1.5, -0));
    assert.deepEqual(values, [0, -0, 1.5, -0], "numbers for those who don't write them as JSON");
    const text = jsonText({ values });
    assert.equal(text, '{"values":[0,-0,1.5,-0]}');
    assert.deepEqual(JSON.parse(text), { values: [0, -0, 1.5, -0] });
  });

  it("leaves all else as JSON.stringify writes it", () => {
    for (const body of [{ a: "-0", b: [1, null] }, [], signedZeros(Float32Array.of(0, 1)), "x"]) {
      assert.equal(jsonText(body), JSON.stringify(body));
    }
  });
});

import assert from "node:assert/strict";
import * as fc from "fast-check";
import { numbersJson } from "../../../provider/src/pinecone/numbers";

const textOf = (values: ArrayLike<number>) => Buffer.from(numbersJson(values)).toString();
const read = (values: ArrayLike<number>) => JSON.parse(`[${textOf(values)}]`) as number[];

describe("numbers as JSON", () => {
  it("are nine decimals where those are enough, and as JavaScript writes them where not", () => {
    assert.equal(textOf([0.5, -0.25, 0, 1, -3, 1e-7, 0.1]), "0.500000000,-0.250000000,0,1,-3,1e-7,0.1");
    assert.equal(textOf([]), "");
  });

  it("keep the sign of a zero, which is one of a float32's bits", () => {
    assert.equal(textOf([-0, 0, -1]), "-0,0,-1");
  });

  it("come back as the same float32, at the edges of the range as well", () => {
    const bits = new Uint32Array(1);
    const float = new Float32Array(bits.buffer);
    for (const edge of [0x3c800000, 0x3d000000, 0x3d800000, 0x3e000000, 0x3f000000, 0x3f800000]) {
      for (let off = -2_000; off <= 2_000; off += 1) {
        bits[0] = edge + off;
        assert.equal(Math.fround(read(float)[0] ?? Number.NaN), float[0]);
      }
    }
  });

  it("lose nothing: float32 as such, others as doubles", () => {
    const floats = fc.float32Array({ noNaN: true, noDefaultInfinity: true, maxLength: 50 });
    fc.assert(fc.property(floats, (values) => assert.deepEqual(Float32Array.from(read(values)), values)));
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true })), (values) => {
        for (const [at, back] of read(values).entries()) {
          const value = values[at] ?? 0;
          assert.ok(back === value || Math.fround(value) === value);
          assert.ok(Math.fround(back) === Math.fround(value));
        }
      }),
    );
  });

  it("may be more than any before", () => {
    assert.deepEqual(read(new Float32Array(20_000).fill(-1.17549e-38)).length, 20_000);
  });
});

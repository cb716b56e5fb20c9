import assert from "node:assert/strict";
import fc from "fast-check";
import { readFloat32 } from "../../../../provider/src/migration/parity/float32Text";

const bits = (values: Float32Array) => [...new Uint32Array(values.buffer, values.byteOffset, values.length)];

/** Half-way between two float32, and one step beside it. */
const nearTie = fc.tuple(fc.float({ noNaN: true, min: 1, max: 2 ** 20 }), fc.nat(2)).map(([value, step]) => {
  const next = new Float32Array([value]);
  new Uint32Array(next.buffer)[0] = (new Uint32Array(next.buffer)[0] ?? 0) + 1;
  const tie = (value + (next[0] ?? 0)) / 2;
  return tie * (1 + (step - 1) * Number.EPSILON);
});
const digits = (most: number) => fc.stringMatching(new RegExp(`^[0-9]{1,${most}}$`));
const number = fc.oneof(
  fc.float({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
  fc.double({ noNaN: true, min: -1, max: 1 }).map((value) => value.toFixed(9)),
  nearTie.map((value) => JSON.stringify(value)),
  fc.tuple(fc.nat(999), digits(40)).map(([whole, rest]) => `${whole}.${rest}`),
  digits(25).map((text) => text.replace(/^0+(?=.)/, "")),
  fc.constantFrom(
    "-0",
    "-0.0",
    "1e-45",
    "1E+38",
    "-1.5e3",
    "16777217",
    "3.4028235677973366e38",
    "0.000000000000000000000001",
  ),
);

describe("float32 from JSON text", () => {
  it("are the bits that parsing and rounding gives, whatever the numbers", () => {
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 30 }), (numbers) => {
        const into = new Float32Array(numbers.length);
        assert.equal(readFloat32(Buffer.from(numbers.join(",")), into), numbers.length);
        assert.deepEqual(bits(into), bits(Float32Array.from(numbers, (each) => JSON.parse(each) as number)));
      }),
      { numRuns: 1_500 },
    );
  });

  it("are none for an empty text", () => {
    assert.equal(readFloat32(new Uint8Array(), new Float32Array(1)), 0);
  });

  for (const text of ["x", "1,", ",1", "1,,2", "-", "1,null", "1.2.3", '"1"', "[1]", "1,2,3", `1e${"0".repeat(80)}1`]) {
    it(`are refused in ${text.slice(0, 12)}`, () => {
      assert.equal(readFloat32(Buffer.from(text), new Float32Array(2)), -1);
    });
  }
});

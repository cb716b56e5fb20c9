import assert from "node:assert/strict";
import { sizeProblem } from "../../../provider/src/aws/fargateSizes";

/** Every size between 256 MiB and 128 GiB that Fargate offers for so many CPU units. */
const offered = (cpu: number) =>
  Array.from({ length: 512 }, (_, at) => (at + 1) * 256).filter((memory) => sizeProblem(cpu, memory) === undefined);

describe("sizes of Fargate tasks", () => {
  it("are those that Amazon's table lists", () => {
    assert.deepEqual(offered(256), [512, 1024, 2048]);
    assert.deepEqual(offered(512), [1024, 2048, 3072, 4096]);
    assert.deepEqual(offered(1024), [2048, 3072, 4096, 5120, 6144, 7168, 8192]);
    const ends = (cpu: number) => [offered(cpu).length, offered(cpu)[0], offered(cpu).at(-1)];
    assert.deepEqual(ends(2048), [13, 4096, 16_384]);
    assert.deepEqual(ends(4096), [23, 8192, 30_720]);
    assert.deepEqual(ends(8192), [12, 16_384, 61_440]);
    assert.deepEqual(ends(16_384), [12, 32_768, 122_880]);
    assert.deepEqual(offered(300), []);
  });

  it("are refused with those that there are", () => {
    assert.match(sizeProblem(300, 512) ?? "", /^cpu: 300 is none of 256, 512, 1024/);
    assert.match(sizeProblem(256, 1536) ?? "", /512, 1024 or 2048/);
    assert.match(sizeProblem(512, 1000.5) ?? "", /from 1024 to 4096 in steps of 1024/);
  });
});

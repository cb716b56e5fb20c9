import assert from "node:assert/strict";
import { isPhase, PHASES, type Phase, type PodFound, refuseTransition } from "../../../provider/src/migration/phases";

const ALL: readonly Phase[] = ["assess", "capture", "copy", "cutover", "retire"];

/** Rows: what was begun; columns: what is wanted, in the order of ALL. x is refused. */
const TABLE: ReadonlyArray<readonly [Phase | undefined, string]> = [
  [undefined, "....x"],
  ["assess", "....x"],
  ["capture", "....x"],
  ["copy", "....x"],
  ["cutover", "xx..."],
  ["retire", "xx..."],
];

/** The same with the pod index gone, or another one under its name: out of `retire` there is no way. */
const POD_GONE: ReadonlyArray<readonly [Phase | undefined, string]> = [
  ...TABLE.filter(([begun]) => begun !== "retire"),
  ["retire", "xxxx."],
];

describe("phases", () => {
  it("are these, in this order", () => assert.deepEqual(PHASES, ALL));

  for (const [title, table, pod] of [
    ["with the pod index there", TABLE, "ours"],
    ["with the pod index gone", POD_GONE, "gone"],
    ["with another pod index of its name", POD_GONE, "another"],
  ] as const) {
    for (const [begun, row] of table) {
      it(`from ${begun ?? "nothing"}, ${title}: ${row}`, () => {
        const found = ALL.map((wanted) => (refuseTransition(begun, wanted, pod) === undefined ? "." : "x")).join("");
        assert.equal(found, row);
      });
    }
  }

  it("says of every refusal what to set instead", () => {
    for (const [begun, wanted, pod, next] of [
      ["assess", "retire", "ours", /^set `phase: cutover`/],
      ["cutover", "capture", "ours", /^set `phase: copy`/],
      ["retire", "copy", "gone", /^set `phase: retire`/],
      ["retire", "assess", "gone", /^set `phase: retire`/],
      ["retire", "copy", "another", /^if nobody needs that pod index, delete it/],
      ["retire", "capture", "ours", /^set `phase: copy`/],
    ] satisfies ReadonlyArray<[Phase, Phase, PodFound, RegExp]>) {
      assert.match(refuseTransition(begun, wanted, pod)?.next ?? "", next);
    }
  });

  it("tells a phase from anything else", () => {
    for (const phase of ALL) assert.equal(isPhase(phase), true);
    for (const other of ["Assess", "", undefined, null, 1, "retired"]) assert.equal(isPhase(other), false);
  });
});

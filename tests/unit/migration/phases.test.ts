import assert from "node:assert/strict";
import { isPhase, PHASES, type Phase, refuseTransition } from "../../../provider/src/migration/phases";

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

/** The same with the pod index gone: out of `retire` there is no way. */
const POD_GONE: ReadonlyArray<readonly [Phase | undefined, string]> = [
  ...TABLE.filter(([begun]) => begun !== "retire"),
  ["retire", "xxxx."],
];

describe("phases", () => {
  it("are these, in this order", () => assert.deepEqual(PHASES, ALL));

  for (const [title, table, exists] of [
    ["with the pod index there", TABLE, true],
    ["with the pod index gone", POD_GONE, false],
  ] as const) {
    for (const [begun, row] of table) {
      it(`from ${begun ?? "nothing"}, ${title}: ${row}`, () => {
        const found = ALL.map((wanted) => (refuseTransition(begun, wanted, exists) === undefined ? "." : "x")).join("");
        assert.equal(found, row);
      });
    }
  }

  it("says of every refusal what to set instead", () => {
    for (const [begun, wanted, exists, next] of [
      ["assess", "retire", true, /^set `phase: cutover`/],
      ["cutover", "capture", true, /^set `phase: copy`/],
      ["retire", "copy", false, /^set `phase: retire`/],
      ["retire", "assess", false, /^set `phase: retire`/],
      ["retire", "capture", true, /^set `phase: copy`/],
    ] as const) {
      assert.match(refuseTransition(begun, wanted, exists)?.next ?? "", next);
    }
  });

  it("tells a phase from anything else", () => {
    for (const phase of ALL) assert.equal(isPhase(phase), true);
    for (const other of ["Assess", "", undefined, null, 1, "retired"]) assert.equal(isPhase(other), false);
  });
});

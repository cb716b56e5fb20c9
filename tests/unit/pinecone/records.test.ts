import assert from "node:assert/strict";
import { toStoredRecord } from "../../../provider/src/pinecone/records";

describe("toStoredRecord", () => {
  it("keeps what there is and invents nothing", () => {
    assert.deepEqual(toStoredRecord({ id: "a", values: [1, 2] }), { id: "a", values: [1, 2] });
    const full = { id: "a", values: [1], sparseValues: { indices: [3], values: [0.5] }, metadata: { genre: "x" } };
    assert.deepEqual(toStoredRecord(full), full);
    assert.deepEqual(toStoredRecord({ id: "s", sparseValues: { indices: [1], values: [1] } }).values, []);
  });
});

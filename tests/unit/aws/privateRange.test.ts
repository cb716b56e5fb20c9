import assert from "node:assert/strict";
import { isPrivateRange } from "../../../provider/src/aws/privateRange";

describe("private ranges", () => {
  for (const range of ["10.0.0.0/8", "10.1.2.3/32", "172.31.0.0/16", "192.168.0.0/16", "100.64.0.0/10"]) {
    it(`take ${range}`, () => assert.equal(isPrivateRange(range), true));
  }
  const refused = [
    ...["0.0.0.0/0", "10.0.0.0/7", "172.32.0.0/16", "8.8.8.0/24", "192.168.0.0/15", "100.128.0.0/16"],
    ...["10.0.0.0", "10.0.0.0/33", "10.0.0.0/8/8", "10.0.0/8", "::/0", "fd00::/8", "10.0.0.0/", "10.0.0.0/1e1", ""],
  ];
  for (const range of refused) it(`refuse "${range}"`, () => assert.equal(isPrivateRange(range), false));
});

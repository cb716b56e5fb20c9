import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { shellQuoted } from "../../../provider/src/util/shell";

describe("shellQuoted", () => {
  it("leaves plain words as they are", () => {
    assert.equal(shellQuoted("file:///srv/podshift/docs"), "file:///srv/podshift/docs");
  });

  for (const word of ["s3://b/p?region=eu-west-1&endpoint=http://127.0.0.1:9000", "it's here", "", "$(id) `id`", "*"]) {
    it(`makes ${JSON.stringify(word)} one word`, () => {
      const printed = execFileSync("/bin/sh", ["-c", `printf '<%s>' ${shellQuoted(word)}`], { encoding: "utf8" });
      assert.equal(printed, `<${word}>`);
    });
  }
});

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";

const run = (...args: string[]) => spawnSync(process.execPath, ["scripts/demo.mjs", ...args], { encoding: "utf8" });

describe("the demo's command line", () => {
  it("explains itself", () => {
    const { status, stdout } = run("--help");
    assert.equal(status, 0);
    for (const option of ["--records", "--keep", "--end"]) assert.ok(stdout.includes(option));
  });

  for (const args of [
    ["--nonsense"],
    ["extra"],
    ["--records", "999"],
    ["--records", "341480"],
    ["--records", "many"],
    ["--records", "1e4"],
    ["--end", "--keep"],
  ]) {
    it(`refuses ${args.join(" ")} with exit code 2 before it does anything`, () => {
      const { status, stdout, stderr } = run(...args);
      assert.deepEqual({ status, stdout }, { status: 2, stdout: "" });
      assert.ok(stderr.includes("npm run demo"));
    });
  }
});

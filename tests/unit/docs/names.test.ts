import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ERROR_CODES } from "../../../provider/src/errors";
import { FINDING_CODES } from "../../../provider/src/migration/preflight";

const [errors = "", findings = ""] = readFileSync(join(__dirname, "../../../docs/errors.md"), "utf8").split(
  "## Preflight findings",
);
const entries = (part: string) => [...part.matchAll(/^\| `([A-Z][A-Z_]+)`/gm)].map(([, code]) => code).sort();

describe("codes of the docs", () => {
  it("are all error codes, one entry each", () => assert.deepEqual(entries(errors), [...ERROR_CODES].sort()));

  it("are all preflight findings, one entry each", () =>
    assert.deepEqual(entries(findings), [...FINDING_CODES].sort()));
});

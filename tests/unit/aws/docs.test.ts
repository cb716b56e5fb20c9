import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeLogBucketPolicy } from "../../../provider/src/aws/bucketPolicies";
import { LOG_ROLES, policyFor } from "../../../provider/src/aws/logPolicies";
import type { PolicyDocument } from "../../../provider/src/aws/policies";

const PAGE = join(__dirname, "../../../docs/aws.md");
const UPDATE = process.env.UPDATE_GOLDEN === "1";
const PLACE = { bucketArn: "arn:aws:s3:::acme-podshift-docs", prefix: "docs" };
const POLICIES: Readonly<Record<string, PolicyDocument>> = {
  ...Object.fromEntries(LOG_ROLES.map((role) => [role, policyFor(role, PLACE)])),
  bucket: writeLogBucketPolicy(PLACE, false),
};

/** A policy's place in the page. */
const blockOf = (name: string) => new RegExp(`(<!-- policy: ${name} -->\n\`\`\`json\n)([^\`]*)(\`\`\`\n)`);

// The texts are what the code makes. UPDATE_GOLDEN=1 writes them: read the diff.
describe("docs/aws.md", () => {
  for (const [name, document] of Object.entries(POLICIES)) {
    it(`shows the policy that the code makes: ${name}`, () => {
      const page = readFileSync(PAGE, "utf8");
      const wanted = `${JSON.stringify(document, null, 2)}\n`;
      if (UPDATE) {
        writeFileSync(
          PAGE,
          page.replace(blockOf(name), (_, before: string, _old: string, after: string) => `${before}${wanted}${after}`),
        );
        return;
      }
      assert.equal(blockOf(name).exec(page)?.[2], wanted);
    });
  }

  it("shows no other", () => {
    const shown = [...readFileSync(PAGE, "utf8").matchAll(/<!-- policy: (\w+) -->/g)].map(([, name]) => name);
    assert.deepEqual(shown.sort(), Object.keys(POLICIES).sort());
  });
});

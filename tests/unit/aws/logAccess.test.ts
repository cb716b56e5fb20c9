import assert from "node:assert/strict";
import { output } from "@pulumi/pulumi";
import { ComponentArgumentsError } from "../../../provider/src/aws/argumentsError";
import { grantLogAccess, type LogAccessArgs } from "../../../provider/src/aws/logAccess";
import { policyFor } from "../../../provider/src/aws/logPolicies";
import { madeBy } from "../../support/aws/awsMocks";

const PLACE = { bucketArn: "arn:aws:s3:::logs", prefix: "docs" };

describe("rights for roles of yours", () => {
  it("are attached as a policy of the role", async () => {
    const { one } = await madeBy(() =>
      grantLogAccess("search", { as: "writer", role: output("task"), log: output(PLACE), writerName: "search" }),
    );
    const { role, policy } = one("iam/rolePolicy:RolePolicy", "search");
    assert.equal(role, "task");
    assert.deepEqual(JSON.parse(String(policy)), policyFor("writer", PLACE, { writerName: "search" }));
  });

  it("are refused with everything that is wrong", () => {
    const refused = (args: Partial<LogAccessArgs>) => {
      try {
        grantLogAccess("x", { as: "writer", role: "task", log: PLACE, ...args });
        return [];
      } catch (error) {
        assert.ok(error instanceof ComponentArgumentsError);
        return error.problems.map((problem) => problem.slice(0, problem.indexOf(":")));
      }
    };
    assert.deepEqual(refused({ as: "owner" as "reader", writerName: "a" }), ["as", "writerName"]);
    assert.deepEqual(refused({ as: "reader", writerName: "a" }), ["writerName"]);
    for (const writerName of ["", "a*", "a.b", "a".repeat(65)])
      assert.deepEqual(refused({ writerName }), ["writerName"]);
  });
});

import assert from "node:assert/strict";
import { output } from "@pulumi/pulumi";
import {
  ActiveIndexParameter,
  activeIndexReaderPolicy,
  activeIndexValue,
} from "../../../provider/src/aws/activeIndexParameter";
import { ComponentArgumentsError } from "../../../provider/src/aws/argumentsError";
import { arnAt, madeBy } from "../../support/aws/awsMocks";
import { verdict } from "../../support/aws/simulation";

const SAID = { active: "serverless", index: "docs-serverless", host: "docs-serverless-abc.svc.example" };
const NAME = "/podshift/docs/active-index";
const PARAMETER = "ssm/parameter:Parameter";

describe("ActiveIndexParameter", () => {
  it("says what the switch put out", async () => {
    const migration = { ...SAID, host: output(SAID.host), phase: "cutover" as const };
    const { one } = await madeBy(() => new ActiveIndexParameter("docs", { parameterName: NAME, migration }));
    const { name, type, insecureValue: value } = one(PARAMETER);
    assert.deepEqual([name, type], [NAME, "String"]);
    assert.deepEqual(JSON.parse(String(value)), { v: 1, ...SAID, phase: "cutover" });
  });

  it("says when, where an ActiveIndex tells it", async () => {
    const migration = { ...SAID, switchedAt: "2026-11-26T00:00:00.000Z" };
    const { one } = await madeBy(() => new ActiveIndexParameter("docs", { parameterName: NAME, migration }));
    assert.deepEqual(JSON.parse(String(one(PARAMETER).insecureValue)), {
      v: 1,
      ...SAID,
      switchedAt: migration.switchedAt,
    });
  });

  it("may be read by whom its policy is given, and nothing else", async () => {
    const parameter = arnAt("ssm", `parameter${NAME}`);
    const policy = activeIndexReaderPolicy(parameter);
    const asked = (action: string, resource = parameter) => verdict({ action, resource }, policy);
    assert.equal(await asked("ssm:GetParameter"), "Allowed");
    for (const action of ["ssm:PutParameter", "ssm:DeleteParameter", "ssm:GetParametersByPath"]) {
      assert.equal(await asked(action), "ImplicitlyDenied", action);
    }
    assert.equal(
      await asked("ssm:GetParameter", arnAt("ssm", "parameter/podshift/other/active-index")),
      "ImplicitlyDenied",
    );
  });

  it("refuses an empty host: the parameter keeps what it says", () => {
    assert.throws(
      () => activeIndexValue("docs", { ...SAID, host: "", phase: "cutover", switchedAt: undefined }),
      (error: unknown) => error instanceof ComponentArgumentsError && error.problems.length === 1,
    );
  });

  it("has a name that SSM takes", async () => {
    for (const parameterName of ["docs", "/aws/docs", "/SSM/docs", "/a//b", "/a/", "/a b"]) {
      await assert.rejects(
        madeBy(() => new ActiveIndexParameter("docs", { parameterName, migration: SAID })),
        (error: unknown) => error instanceof ComponentArgumentsError && error.problems.length === 1,
        parameterName,
      );
    }
  });
});

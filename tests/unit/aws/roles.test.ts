import assert from "node:assert/strict";
import { writerPolicy } from "../../../provider/src/aws/logPolicies";
import { ARNS, type MadeService, makeService } from "../../support/aws/serviceMocks";

const json = (text: unknown) => JSON.parse(String(text)) as unknown;
const ROLE = "iam/role:Role";
const POLICY = "iam/rolePolicy:RolePolicy";

describe("the roles of CaptureProxyService", () => {
  let made: MadeService;
  before(async () => {
    made = await makeService();
  });

  it("grants exactly this", () => {
    const statements = (name: string) => (json(made.one(POLICY, name).policy) as { Statement: unknown }).Statement;
    assert.deepEqual(statements("docs-proxy-execution"), [
      {
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: "arn:docs-proxy:*",
      },
      {
        Effect: "Allow",
        Action: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
        Resource: ARNS.image,
      },
      { Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" },
    ]);
    assert.deepEqual(statements("docs-proxy-task"), [
      {
        Effect: "Allow",
        Action: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
        Resource: ARNS.fileSystem,
        Condition: {
          StringEquals: { "elasticfilesystem:AccessPointArn": ARNS.accessPoint },
          Bool: { "aws:SecureTransport": "true" },
        },
      },
    ]);
    const roleOf = (name: string) => made.one(POLICY, name).role;
    assert.deepEqual(
      [roleOf("docs-proxy-execution"), roleOf("docs-proxy-task")],
      ["docs-proxy-execution", "docs-proxy-task"],
    );
  });

  it("lets tasks of this account and region take the roles, and nobody else", () => {
    for (const { inputs } of made.all(ROLE)) {
      assert.deepEqual(json(inputs.assumeRolePolicy), {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: "sts:AssumeRole",
            Principal: { Service: "ecs-tasks.amazonaws.com" },
            Condition: {
              StringEquals: { "aws:SourceAccount": "123456789012" },
              ArnLike: { "aws:SourceArn": "arn:aws:ecs:eu-west-1:123456789012:*" },
            },
          },
        ],
      });
    }
  });

  it("pulls from nowhere in ECR when no repository is named", async () => {
    const other = await makeService({ without: ["imageRepositoryArn"] });
    const { Statement } = json(other.one(POLICY, "docs-proxy-execution").policy) as { Statement: unknown[] };
    assert.equal(Statement.length, 1);
  });

  it("gives the tasks a writer's rights on a log in S3, under the proxy's own name", async () => {
    const log = { url: "s3://logs-1a2b3c4/docs?region=eu-west-1", kmsKeyArn: ARNS.key };
    const policy = json((await makeService({ log })).one(POLICY, "docs-proxy-task").policy);
    const place = { bucketArn: "arn:aws:s3:::logs-1a2b3c4", prefix: "docs", kmsKeyArn: ARNS.key };
    assert.deepEqual(policy, writerPolicy(place, { writerName: "docs-proxy" }));
  });
});

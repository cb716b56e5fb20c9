import assert from "node:assert/strict";
import {
  answersFrom,
  type Flags,
  type Ground,
  logProblems,
  podIndexFrom,
  stackProblem,
} from "../../../../provider/src/cli/init/answers";
import type { Questions } from "../../../../provider/src/cli/init/questions";
import { readMigrations } from "../../../../provider/src/component/migrationConfig";
import { podDescription, serverlessDescription } from "../../../support/provider/descriptions";

const LOG = "file:///srv/podshift/docs";
const ground = (change: Partial<Ground> = {}): Ground => ({ indexes: [podDescription()], others: [], ...change });
const pod = (environment: string, name = "docs") => podDescription({ name }, { environment });

/** Answers what a test says, else what is proposed; notes what was asked. */
function person(says: Readonly<Record<string, string>> = {}) {
  const asked: string[] = [];
  const said = (message: string) => Object.entries(says).find(([part]) => message.includes(part))?.[1];
  const questions: Questions = {
    select: async (message, choices, proposed) => {
      asked.push(message);
      const answer = said(message);
      const chosen = answer === undefined ? undefined : choices.find(({ name }) => name.startsWith(answer));
      return chosen?.value ?? proposed ?? assert.fail(`nothing is proposed: ${message}`);
    },
    input: async (message, proposed, problem) => {
      asked.push(message);
      const answer = said(message) ?? proposed ?? assert.fail(`nothing is proposed: ${message}`);
      assert.equal(problem(answer), undefined);
      return answer;
    },
    confirm: () => assert.fail("nothing is to be confirmed"),
  };
  return { questions, asked };
}

describe("podshift init's answers, from flags", () => {
  const from = (flags: Flags, change: Partial<Ground> = {}, environment = "us-east-1-aws") =>
    answersFrom(flags, pod(environment), ground(change));

  it("are what is proposed but for the log, and the program reads them", async () => {
    const { entry, problems } = await from({ writeLog: LOG });
    assert.deepEqual(problems, []);
    assert.deepEqual(entry, {
      podIndex: "docs",
      serverless: { name: "docs-serverless", region: "us-east-1" },
      writes: "mirrored",
      writeLog: LOG,
      phase: "assess",
    });
    assert.equal(readMigrations([entry])[0]?.serverless.cloud, "aws");
  });

  it("need no log when writes are paused", async () => {
    const { entry } = await from({ writes: "paused" });
    assert.equal(entry !== undefined && "writeLog" in entry, false);
    assert.equal(readMigrations([entry]).length, 1);
  });

  for (const [environment, region] of [
    ["us-east-1-aws", "us-east-1"],
    ["us-central1-gcp", "us-central1"],
    ["eu-west4-gcp", "europe-west4"],
    ["eastus-azure", "eastus2"],
    ["us-west1-gcp", "us-central1"],
  ] as const) {
    it(`propose ${region} for ${environment}`, async () => {
      assert.equal((await from({ writes: "paused" }, {}, environment)).entry?.serverless.region, region);
    });
  }

  it("ask for the region where none is near", async () => {
    const { entry, problems } = await from({ writes: "paused" }, {}, "asia-northeast1-gcp");
    assert.equal(entry, undefined);
    assert.match(problems.join(), /^--region: is missing: .*us-central1, europe-west4$/);
  });

  it("take any region for a pod index whose cloud its environment doesn't tell", async () => {
    const { entry } = await from({ writes: "paused", region: "eastus2" }, {}, "internal-alpha");
    assert.equal(entry?.serverless.region, "eastus2");
  });

  it("tell every problem at once", async () => {
    const { problems } = await from({ region: "us-central1", name: "No", writeLog: "s3://Bucket" });
    assert.deepEqual(
      problems.map((problem) => problem.split(":")[0]),
      ["--region", "--name", "--write-log"],
    );
  });

  it("propose a name that is free, and take no other index's", async () => {
    const taken = { indexes: [podDescription(), serverlessDescription()] };
    assert.equal((await from({ writes: "paused" }, taken)).entry?.serverless.name, "docs-serverless-2");
    assert.match((await from({ writes: "paused", name: "docs-serverless" }, taken)).problems.join(), /exists already/);
    const ours = { indexes: [serverlessDescription({ tags: { "podshift-source": "docs" } })] };
    assert.equal((await from({ writes: "paused" }, ours)).entry?.serverless.name, "docs-serverless");
  });

  it("share neither name nor log with another migration of the stack", async () => {
    const others = [{ podIndex: "faq", serverless: { name: "docs-serverless" }, writeLog: LOG }, { podIndex: "x" }];
    const { problems } = await from({ name: "docs-serverless", writeLog: LOG }, { others });
    assert.deepEqual(
      problems.map((problem) => problem.replace(/another.*/, "another")),
      ["--name: another", "--write-log: another"],
    );
    assert.match(
      (await from({ name: "x-serverless", writes: "paused" }, { others })).problems.join(),
      /another migration/,
    );
    assert.equal((await from({ writes: "paused" }, { others })).entry?.serverless.name, "docs-serverless-2");
  });

  it("keep names within the service's 45 characters", async () => {
    const long = `${"a".repeat(34)}-bcdefghijk`;
    const { entry } = await answersFrom({ writes: "paused" }, pod("us-east-1-aws", long), ground());
    assert.equal(entry?.serverless.name, `${"a".repeat(34)}-serverless`);
    assert.equal(entry?.collection, `${"a".repeat(34)}-collection`);
    assert.equal(readMigrations([entry])[0]?.collection, entry?.collection);
  });

  it("give long names that are cut to the same a collection of their own", async () => {
    const [one, other] = ["b", "c"].map((end) => `${"a".repeat(40)}${end}`);
    const of = async (name = "", others: Ground["others"] = []) =>
      (await answersFrom({ writes: "paused" }, pod("us-east-1-aws", name), ground({ others }))).entry;
    const first = (await of(one)) ?? assert.fail("no entry");
    const second = (await of(other, [first])) ?? assert.fail("no entry");
    assert.equal(second.collection, `${"a".repeat(32)}-collection-2`);
    assert.equal(readMigrations([first, second]).length, 2);
  });

  it("have no log when writes are paused, and one in a folder or a bucket when they aren't", () => {
    assert.match(logProblems({ writes: "paused", writeLog: LOG }, { others: [] }).join(), /there is no log/);
    assert.match(logProblems({}, { others: [] }).join(), /is missing/);
    assert.match(logProblems({ writeLog: "file://host" }, { others: [] }).join(), /three slashes/);
    for (const writeLog of [LOG, "s3://bucket/docs?region=eu-west-1"])
      assert.deepEqual(logProblems({ writeLog }, { others: [] }), []);
    const wrong = logProblems({ writeLog: "s3://bucket/docs?zone=1&gather=x" }, { others: [] }).join();
    assert.match(wrong, /zone.*gather/);
  });
});

describe("podshift init's answers, from a person", () => {
  it("are asked for one by one, with what is proposed", async () => {
    const { questions, asked } = person({ "writes logged": LOG });
    const { entry, problems } = await answersFrom({}, pod("eu-west1-gcp"), ground(), questions);
    assert.deepEqual(problems, []);
    assert.deepEqual(entry?.serverless, { name: "docs-serverless", region: "europe-west4" });
    assert.equal(entry?.writeLog, LOG);
    assert.equal(asked.length, 4);
  });

  it("are not asked for what flags say, nor for a log when there is none", async () => {
    const { questions, asked } = person({ "your application's writes": "paused" });
    const { entry } = await answersFrom(
      { region: "us-west-2", name: "new" },
      pod("us-east-1-aws"),
      ground(),
      questions,
    );
    assert.deepEqual(entry, {
      podIndex: "docs",
      serverless: { name: "new", region: "us-west-2" },
      writes: "paused",
      phase: "assess",
    });
    assert.equal(asked.length, 1);
  });
});

describe("podIndexFrom", () => {
  const pods = [pod("us-east-1-aws"), pod("us-east-1-aws", "faq")];

  it("takes the only one, or the one that is asked for", async () => {
    assert.equal(await podIndexFrom(undefined, pods.slice(0, 1)), pods[0]);
    assert.equal(await podIndexFrom("faq", pods), pods[1]);
  });

  it("names those that there are", async () => {
    assert.match(String(await podIndexFrom("nix", pods)), /^--pod-index: .*docs, faq$/);
    assert.match(String(await podIndexFrom(undefined, pods)), /^--pod-index: is missing; one of docs, faq$/);
  });

  it("asks which", async () => {
    const { questions } = person({ "Which pod index": "faq (us-east-1-aws, p1.x1, 2 dimensions, cosine)" });
    assert.equal(await podIndexFrom(undefined, pods, questions), pods[1]);
  });
});

describe("stackProblem", () => {
  it("takes a stack's name, with or without its organization", () => {
    for (const name of ["prod", "acme/shop/prod", "acme/prod", "a.b_c-1"]) assert.equal(stackProblem(name), undefined);
    for (const name of [undefined, "", "a b", "../../x/y/z", "a/b/c/d"]) assert.notEqual(stackProblem(name), undefined);
  });
});

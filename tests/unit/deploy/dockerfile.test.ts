import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { validate } from "dockerfile-utils";
import { readProxyArguments } from "../../support/proxy/proxyArguments";

const ROOT = join(__dirname, "../../..");
const TEXT = readFileSync(join(ROOT, "deploy/proxy/Dockerfile"), "utf8");
const PACKAGE = JSON.parse(readFileSync(join(ROOT, "provider/package.json"), "utf8")) as {
  version: string;
  bin: { podshift: string };
};

/** Instructions of the image that is made in the end, and of all stages before it. */
function stagesOf(text: string): (readonly [instruction: string, rest: string])[][] {
  const stages: [string, string][][] = [[]];
  for (const line of text.split("\n").filter((each) => each !== "" && !each.startsWith("#"))) {
    const [, instruction = "", rest = ""] = /^([A-Z]+) (.*)$/.exec(line) ?? assert.fail(`no instruction: ${line}`);
    if (instruction === "FROM") stages.push([]);
    stages.at(-1)?.push([instruction, rest]);
  }
  return stages;
}

const stages = stagesOf(TEXT);
const last = stages.at(-1) ?? [];
const one = (instruction: string): string => {
  const found = last.filter(([each]) => each === instruction);
  assert.equal(found.length, 1, `${instruction} ${found.length} times`);
  return found[0]?.[1] ?? "";
};
/** The exec form: no shell stands between the engine and the process, to keep signals for itself. */
const execForm = (text: string) => JSON.parse(text) as string[];
const lint = (text: string) => validate(text).map(({ message }) => message);

describe("deploy/proxy/Dockerfile", () => {
  it("has nothing that the linter finds fault with", () => assert.deepEqual(lint(TEXT), []));

  it("would be found out by the linter", () => {
    assert.notDeepEqual(lint(TEXT.replace("--retries", "--retry")), []);
    assert.notDeepEqual(lint(TEXT.replace("EXPOSE 5081", "EXPOSE 5081x")), []);
    assert.notDeepEqual(lint(TEXT.replace("--interval=10s", "--interval=often")), []);
  });

  it("starts the proxy with options that it has, and values that it takes", () => {
    assert.deepEqual(execForm(one("ENTRYPOINT")), ["node", `/app/node_modules/podshift/${PACKAGE.bin.podshift}`]);
    const { options, settings } = readProxyArguments(execForm(one("CMD")));
    assert.equal(options.log, "file:///log");
    assert.deepEqual(settings.listen, { host: "0.0.0.0", port: 5081 });
    assert.deepEqual(settings.admin, { host: "0.0.0.0", port: 9081 });
    assert.deepEqual(one("EXPOSE").split(" ").map(Number), [settings.listen.port, settings.admin?.port]);
  });

  it("asks the admin port for its health, with node", () => {
    const [flags = "", command = ""] = one("HEALTHCHECK").split(" CMD ");
    const [program, option, script = ""] = execForm(command);
    assert.deepEqual([program, option], ["node", "-e"]);
    assert.match(script, /http:\/\/127\.0\.0\.1:9081\/healthz/);
    assert.doesNotThrow(() => new Function(script));
    assert.match(flags, /--start-period=/);
  });

  it("is of a Node that the package runs on, named by version, as a user without rights", () => {
    const node = /^ARG NODE=(\d+)\.\d+\.\d+-bookworm-slim$/m.exec(TEXT)?.[1] ?? assert.fail("no version");
    assert.ok(Number(node) >= 20);
    assert.equal(TEXT.match(/^FROM node:\$\{NODE\}/gm)?.length, stages.length - 1, "each stage");
    assert.equal(one("USER"), "1000:1000");
    assert.equal(one("STOPSIGNAL"), "SIGTERM");
  });

  it("installs this version, and holds no secret", () => {
    assert.match(TEXT, new RegExp(`^ARG PODSHIFT=\\./podshift-${PACKAGE.version.replaceAll(".", "\\.")}\\.tgz$`, "m"));
    assert.doesNotMatch(TEXT, /api.?key|token|secret|password/i);
    assert.deepEqual(
      last.filter(([each]) => each === "RUN" || each === "ARG"),
      [],
    );
  });

  it("is run so that it is started again, as the page says of every deployment, and has the time to drain", () => {
    const page = readFileSync(join(ROOT, "docs/proxy-deploy.md"), "utf8");
    const [command = ""] = /^docker run (?:.*\\\n)*.*$/m.exec(page) ?? [];
    assert.match(command, /--restart unless-stopped/);
    assert.match(command, /--stop-timeout 30/);
  });
});

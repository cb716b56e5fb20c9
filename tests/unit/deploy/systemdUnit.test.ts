import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readProxyArguments } from "../../support/proxy/proxyArguments";

const FOLDER = join(__dirname, "../../../deploy/proxy");
const UNIT = readFileSync(join(FOLDER, "podshift-proxy.service"), "utf8");
const ENVIRONMENT = readFileSync(join(FOLDER, "proxy.env"), "utf8");

/** Every `Key=value`, by section. A key may come more than once. */
function unitOf(text: string): Map<string, readonly string[]> {
  const found = new Map<string, string[]>();
  let section = "";
  for (const line of text.split("\n")) {
    if (line === "" || /^[#;]/.test(line)) continue;
    const heading = /^\[(\w+)\]$/.exec(line)?.[1];
    if (heading !== undefined) {
      section = heading;
      continue;
    }
    const [, key, value = ""] = /^(\w+)=(.*)$/.exec(line) ?? assert.fail(`no line of a unit: ${line}`);
    found.set(`${section}.${key}`, [...(found.get(`${section}.${key}`) ?? []), value]);
  }
  return found;
}

const unit = unitOf(UNIT);
const one = (key: string): string => {
  const [value, ...rest] = unit.get(key) ?? [];
  assert.deepEqual(rest, [], `${key} comes twice`);
  return value ?? assert.fail(`no ${key}`);
};
const environment = new Map(
  ENVIRONMENT.split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line): [string, string] => [line.split("=", 1)[0] ?? "", line.slice(line.indexOf("=") + 1)]),
);

/** As systemd does it: `${NAME}` is one word, `$NAME` is split at spaces, and none when empty. */
function words(command: string): string[] {
  const variable = (name = "") => environment.get(name) ?? assert.fail(`${name} isn't in proxy.env`);
  return command.split(/\s+/).flatMap((word) => {
    const split = /^\$(\w+)$/.exec(word);
    if (split !== null) return variable(split[1]).split(/\s+/).filter(Boolean);
    return [word.replace(/\$\{(\w+)\}/g, (_, name: string) => variable(name))];
  });
}

describe("deploy/proxy/podshift-proxy.service", () => {
  const [program = "", ...given] = words(one("Service.ExecStart"));

  it("starts the proxy with options that it has, and values that it takes", () => {
    assert.equal(program, "/opt/podshift/node_modules/.bin/podshift");
    const { options, settings } = readProxyArguments(given);
    assert.equal(options.log, "file:///srv/podshift/docs");
    assert.deepEqual(settings.listen, { host: "127.0.0.1", port: 5081 });
    assert.deepEqual(settings.admin, { host: "127.0.0.1", port: 9081 });
  });

  it("would be found out with an option that the proxy hasn't", () => {
    assert.throws(() => readProxyArguments([...given, "--drain", "20"]));
    assert.throws(() => readProxyArguments([...given, "--max-body", "none"]));
  });

  it("lets it write the log's folder and nothing else", () => {
    assert.equal(one("Service.ProtectSystem"), "strict");
    assert.equal(one("Service.ReadWritePaths"), "/srv/podshift");
    assert.ok(environment.get("PODSHIFT_LOG")?.startsWith(`file://${one("Service.ReadWritePaths")}/`));
    assert.equal(one("Unit.RequiresMountsFor"), one("Service.ReadWritePaths"));
  });

  it("gives it no right of root's", () => {
    assert.notEqual(one("Service.User"), "root");
    const expected = { NoNewPrivileges: "yes", CapabilityBoundingSet: "", AmbientCapabilities: "", ProtectHome: "yes" };
    for (const [key, value] of Object.entries(expected)) assert.equal(one(`Service.${key}`), value, key);
    assert.equal(unit.has("Service.MemoryDenyWriteExecute"), false, "Node compiles as it runs");
  });

  it("waits longer for its end than the proxy drains, and asks by the signal that it hears", () => {
    const { drainMs } = readProxyArguments(given).settings.limits;
    assert.equal(one("Service.KillSignal"), "SIGTERM");
    assert.ok(Number(one("Service.TimeoutStopSec")) * 1000 >= drainMs + 10_000);
  });

  it("reloads by the signal at which the proxy reads its certificate again", () => {
    assert.equal(one("Service.ExecReload"), "/bin/kill -HUP $MAINPID");
  });

  it("starts it again whenever it fails, and lets it open as many files as it has connections", () => {
    assert.equal(one("Service.Restart"), "on-failure");
    assert.equal(one("Unit.StartLimitIntervalSec"), "0");
    const { connections } = readProxyArguments(given).settings.limits;
    assert.ok(Number(one("Service.LimitNOFILE")) > 2 * connections);
  });

  it("has an environment file without secrets, of which each line is used", () => {
    const used = [...one("Service.ExecStart").matchAll(/\$\{?(\w+)\}?/g)].map(([, name]) => name);
    assert.deepEqual([...environment.keys()].sort(), used.sort());
    assert.doesNotMatch(ENVIRONMENT.replace(/^#.*$/gm, ""), /key=|token|secret|password/i);
  });

  it("passes systemd's own check, where there is systemd", function () {
    const found = spawnSync("systemd-analyze", ["--version"]);
    if (found.error !== undefined || found.status !== 0) this.skip();
    const folder = mkdtempSync(join(tmpdir(), "podshift-unit-"));
    try {
      const file = join(folder, "podshift-proxy.service");
      // It looks for the program, which isn't installed here.
      writeFileSync(file, UNIT.replace(program, process.execPath));
      const { status, stdout, stderr } = spawnSync("systemd-analyze", ["verify", file], { encoding: "utf8" });
      assert.equal(`${stdout}${stderr}`, "");
      assert.equal(status, 0);
      // From 0, nothing left to attack, to 100.
      const threshold = ["security", "--offline=true", "--threshold=20", "--no-pager", file];
      execFileSync("systemd-analyze", threshold, { stdio: "pipe" });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join, posix } from "node:path";
import { type Edge, edgesBelow, edgesOf } from "../support/provider/importEdges";

const ROOT = join(__dirname, "../..");

/** A room's rule. Node's own modules and the room itself are free to all. */
interface Rule {
  /** Rooms that may be imported. */
  readonly rooms: readonly string[];
  /** Rooms of which only types may. */
  readonly types?: readonly string[];
  /** Packages that stand for a room's purpose; every other room is refused them. */
  readonly owns?: readonly string[];
  /** Whether any other package may be imported. */
  readonly libraries: boolean;
}

/** By module: the package's own entry loads all of its services. */
const AWS_SERVICES = [
  "cloudwatch",
  "ec2",
  "ecs",
  "emrserverless",
  "iam",
  "lb",
  "route53",
  "s3",
  "scheduler",
  "ssm",
  "vpc",
];
const AWS_MODULES = AWS_SERVICES.map((each) => `@pulumi/aws/${each}`);

/** The table of docs/architecture: who may import whom. */
const RULES: Readonly<Record<string, Rule>> = {
  program: { rooms: [], owns: ["podshift", "@pulumi/pulumi"], libraries: false },
  entry: { rooms: ["component", "resources", "errors", "tokens"], libraries: false },
  aws: { rooms: ["errors"], owns: ["@pulumi/pulumi", ...AWS_MODULES], libraries: false },
  component: { rooms: ["resources", "errors", "tokens"], owns: ["@pulumi/pulumi"], libraries: true },
  resources: { rooms: ["tokens"], types: ["handlers"], owns: ["@pulumi/pulumi"], libraries: false },
  handlers: { rooms: ["migration", "writeLog", "pinecone", "errors", "util", "tokens"], libraries: true },
  cli: { rooms: ["migration", "writeLog", "pinecone", "review", "scan", "proxy", "errors", "util"], libraries: true },
  review: { rooms: ["migration", "errors", "util", "tokens"], types: ["writeLog"], libraries: true },
  scan: { rooms: ["errors", "util"], libraries: true },
  proxy: { rooms: ["migration", "writeLog", "pinecone", "errors", "util"], libraries: true },
  migration: { rooms: ["pinecone", "writeLog", "errors", "util"], libraries: true },
  pinecone: { rooms: ["errors", "util"], owns: ["@pinecone-database/pinecone"], libraries: true },
  capture: { rooms: ["writeLog", "errors", "util"], libraries: true },
  writeLog: { rooms: ["errors", "util"], libraries: true },
  errors: { rooms: [], libraries: false },
  tokens: { rooms: [], libraries: false },
  util: { rooms: ["errors"], owns: ["tldts"], libraries: false },
  emulator: { rooms: [], libraries: true },
  policy: { rooms: [], owns: ["@pulumi/policy", "podshift/tokens"], libraries: false },
};

/** Packages that only their rooms import, subpaths included. */
const OWNED = ["podshift", "pinecone-emulator", "@pulumi/", "@pinecone-database/pinecone"];

function roomOf(path: string): string {
  if (path === "index.ts") return "program";
  if (path.startsWith("emulator/src/")) return "emulator";
  if (path.startsWith("policy/src/")) return "policy";
  const [first = "", ...rest] = path.replace("provider/src/", "").split("/");
  if (rest.length > 0) return first;
  return first.replace(/\.ts$/, "") === "index" ? "entry" : first.replace(/\.ts$/, "");
}

function packageOf(path: string): string | undefined {
  return path.split("/")[0];
}

/** Why an edge is forbidden, or undefined. */
function forbidden({ from, to, typeOnly }: Edge): string | undefined {
  const room = roomOf(from);
  const rule = RULES[room];
  const edge = `${from} -> ${to}`;
  if (rule === undefined) return `${edge}: the room ${room} has no rule`;
  if (isBuiltin(to)) return undefined;
  if (!to.startsWith(".")) {
    if (rule.owns?.some((owned) => to === owned)) return undefined;
    if (OWNED.some((owned) => to === owned || to.startsWith(owned.endsWith("/") ? owned : `${owned}/`))) {
      return `${edge}: ${room} may not import this package`;
    }
    return rule.libraries ? undefined : `${edge}: ${room} needs no library`;
  }
  const target = posix.join(posix.dirname(from), to);
  const other = roomOf(target);
  if (other === room && packageOf(target) === packageOf(from)) return undefined;
  if (!target.startsWith("provider/src/") || packageOf(from) !== "provider") return `${edge}: leaves its package`;
  if (room === "migration" && other === "pinecone" && !/\/(types|namespace)$/.test(target)) {
    return `${edge}: the engine knows the service by its types only`;
  }
  if (rule.rooms.includes(other) || (typeOnly && rule.types?.includes(other))) return undefined;
  return `${edge}: ${room} may not import ${other}`;
}

/** Everything that is wrong with a made-up file. */
const wrong = (from: string, text: string) => edgesOf(from, text).flatMap((edge) => forbidden(edge) ?? []);

describe("import rules", () => {
  it("hold in every file", () => {
    const edges = [
      ...edgesBelow(ROOT, "provider/src"),
      ...edgesBelow(ROOT, "emulator/src"),
      ...edgesBelow(ROOT, "policy/src"),
      ...edgesOf("index.ts", readFileSync(join(ROOT, "index.ts"), "utf8")),
    ];
    assert.ok(edges.length > 200, `only ${edges.length} imports were read`);
    assert.deepEqual(
      edges.flatMap((edge) => forbidden(edge) ?? []),
      [],
    );
  });

  const made: ReadonlyArray<readonly [from: string, line: string]> = [
    ["index.ts", 'import { connect } from "./provider/src/pinecone/client";'],
    ["index.ts", 'import { handlers } from "podshift/handlers";'],
    ["policy/src/index.ts", 'import { readMigrations } from "podshift";'],
    ["policy/src/index.ts", 'import { COMPONENT_TOKEN } from "../../provider/src/tokens";'],
    ["provider/src/index.ts", 'export { handlers } from "./handlers/index";'],
    ["provider/src/component/phase.ts", 'import { PHASES } from "../migration/phases";'],
    ["provider/src/component/phase.ts", 'import type { Preflight } from "../handlers/preflight";'],
    ["provider/src/component/phase.ts", 'import { formatCount } from "../util/format";'],
    ["provider/src/resources/podIndex.ts", 'import { podIndex } from "../handlers/podIndex";'],
    ["provider/src/resources/podIndex.ts", 'import { type A, podIndex } from "../handlers/podIndex";'],
    ["provider/src/resources/podIndex.ts", 'import "../handlers/podIndex";'],
    ["provider/src/resources/podIndex.ts", 'export * from "../handlers/podIndex";'],
    ["provider/src/resources/podIndex.ts", 'const p = require("podshift/handlers");'],
    ["provider/src/resources/shim.ts", 'const p = () => require("podshift/handlers");'],
    ["provider/src/resources/podIndex.ts", 'import * as v from "valibot";'],
    ["provider/src/handlers/podIndex.ts", 'import { log } from "@pulumi/pulumi";'],
    ["provider/src/handlers/podIndex.ts", 'import type { dynamic } from "@pulumi/pulumi";'],
    ["provider/src/handlers/podIndex.ts", 'import { runtime } from "@pulumi/pulumi/runtime";'],
    ["provider/src/handlers/podIndex.ts", 'const pulumi = await import("@pulumi/pulumi");'],
    ["provider/src/handlers/podIndex.ts", 'import { Pinecone } from "@pinecone-database/pinecone";'],
    ["provider/src/handlers/podIndex.ts", 'import { PodIndex } from "../resources/podIndex";'],
    ["provider/src/migration/guard.ts", 'import { define } from "../handlers/runtime/define";'],
    ["provider/src/migration/guard.ts", 'import { connect } from "../pinecone/client";'],
    ["provider/src/migration/guard.ts", 'import type { IndexModel } from "@pinecone-database/pinecone";'],
    ["provider/src/migration/guard.ts", 'let x: import("@pulumi/pulumi").Output<string>;'],
    ["provider/src/migration/guard.ts", 'import pulumi = require("@pulumi/pulumi");'],
    ["provider/src/migration/parity/digest.ts", 'import { startEmulator } from "../../../../emulator/src/index";'],
    ["provider/src/pinecone/client.ts", 'import { podState } from "../migration/tags";'],
    ["provider/src/pinecone/client.ts", 'import { startEmulator } from "pinecone-emulator";'],
    ["provider/src/capture/proxy.ts", 'import type { Index } from "@pinecone-database/pinecone";'],
    ["provider/src/capture/proxy.ts", 'import { podState } from "../migration/tags";'],
    ["provider/src/capture/proxy.ts", 'import { canonicalNamespace } from "../pinecone/namespace";'],
    ["provider/src/writeLog/writer.ts", 'import type { Dialect } from "../capture/client";'],
    ["provider/src/writeLog/writer.ts", 'import { canonicalNamespace } from "../pinecone/namespace";'],
    ["provider/src/util/format.ts", 'import { TAG } from "../migration/tags";'],
    ["provider/src/errors.ts", 'import { scrub } from "./util/scrub";'],
    ["provider/src/tokens.ts", 'import { PHASES } from "./migration/phases";'],
    ["provider/src/review/report/x.ts", 'import { openLog } from "../../writeLog/openLog";'],
    ["provider/src/review/report/x.ts", 'import { connect } from "../../pinecone/client";'],
    ["provider/src/migration/status.ts", 'import { makeReport } from "../review/report/report";'],
    ["provider/src/component/x.ts", 'import { Service } from "@pulumi/aws/ecs";'],
    ["provider/src/aws/x.ts", 'import * as aws from "@pulumi/aws";'],
    ["provider/src/aws/x.ts", 'import { startProxy } from "../proxy/startProxy";'],
    ["provider/src/index.ts", 'export { CaptureProxyService } from "./aws/index";'],
    ["provider/src/elsewhere/x.ts", 'import { PHASES } from "../migration/phases";'],
    ["emulator/src/server.ts", 'import { ERROR_CODES } from "podshift";'],
    ["emulator/src/server.ts", 'import { LIMITS } from "../../provider/src/migration/limits.js";'],
    ["emulator/src/server.ts", 'import { Pinecone } from "@pinecone-database/pinecone";'],
  ];
  for (const [from, line] of made) {
    it(`forbid in ${from}: ${line}`, () => assert.equal(wrong(from, line).length, 1));
  }

  const allowed: ReadonlyArray<readonly [from: string, line: string]> = [
    ["index.ts", 'import { Config } from "@pulumi/pulumi"; import { readMigrations } from "podshift";'],
    ["provider/src/component/phase.ts", 'import * as v from "valibot"; import { token } from "../tokens";'],
    ["provider/src/resources/podIndex.ts", 'import type { A } from "../handlers/podIndex";'],
    ["provider/src/resources/podIndex.ts", 'import { type A, type B } from "../handlers/podIndex";'],
    ["provider/src/resources/shim.ts", 'const p = `require("podshift/handlers")`;'],
    ["provider/src/handlers/runtime/x.ts", 'const p = require.resolve("@pulumi/pulumi/package.json");'],
    ["provider/src/handlers/runtime/x.ts", '// import { log } from "@pulumi/pulumi";'],
    ["provider/src/migration/parity/x.ts", 'import type { IndexReader } from "../../pinecone/types";'],
    ["provider/src/migration/cutover/x.ts", 'import type { Control } from "../../writeLog/control";'],
    ["provider/src/capture/proxy.ts", 'import { Writer } from "../writeLog/writer";'],
    ["provider/src/writeLog/encoding.ts", 'import { crc32c } from "@aws-crypto/crc32c";'],
    ["provider/src/pinecone/client.ts", 'import { Pinecone } from "@pinecone-database/pinecone";'],
    ["provider/src/review/report/x.ts", 'import { shareAtMost } from "../../migration/parity/confidence";'],
    ["provider/src/review/report/x.ts", 'import type { Active } from "../../writeLog/control";'],
    ["provider/src/cli/report.ts", 'import { gather } from "../review/report/gather";'],
    ["provider/src/aws/x.ts", 'import { Service } from "@pulumi/aws/ecs"; import type { ErrorCode } from "../errors";'],
    ["emulator/src/server.ts", 'import fastify from "fastify"; import { x } from "./errors.js";'],
  ];
  for (const [from, line] of allowed) it(`allow in ${from}: ${line}`, () => assert.deepEqual(wrong(from, line), []));
});

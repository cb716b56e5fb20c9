import { type Kind, token } from "../../../../provider/src/tokens";
import { ASKED_AT } from "./sampleLog";
import { sampleParity } from "./sampleParity";

interface Resource {
  readonly kind: Kind;
  readonly name: string;
  readonly created: string;
  readonly modified?: string;
  readonly outputs: Readonly<Record<string, unknown>>;
}

const RESOURCES: readonly Resource[] = [
  {
    kind: "Preflight",
    name: "docs",
    created: "2026-11-16T09:20:11.708076549Z",
    modified: "2026-11-20T12:58:40.093028Z",
    outputs: {
      podIndex: "docs",
      serverlessIndex: "docs-serverless",
      phase: "cutover",
      writes: "mirrored",
      findings: ["API_SUNSET"],
    },
  },
  {
    kind: "PodIndex",
    name: "docs",
    created: "2026-11-16T09:20:12.746380481Z",
    outputs: { name: "docs", guarded: true },
  },
  {
    kind: "WriteLog",
    name: "docs",
    created: "2026-11-17T08:21:45.779731718Z",
    outputs: { podIndex: "docs", url: "file:///srv/podshift/docs", writes: "mirrored" },
  },
  {
    kind: "Collection",
    name: "docs-collection",
    created: "2026-11-18T10:31:02.813712883Z",
    outputs: {
      source: "docs",
      name: "docs-collection",
      askedAt: ASKED_AT,
      size: 4_455_950_700,
      vectorCount: 1_203_988,
      status: "Ready",
    },
  },
  {
    kind: "ServerlessIndex",
    name: "docs-serverless",
    created: "2026-11-18T11:54:30.972619458Z",
    outputs: { podIndex: "docs", name: "docs-serverless", cloud: "aws", region: "us-east-1", status: "Ready" },
  },
  {
    kind: "CatchUp",
    name: "docs",
    created: "2026-11-18T11:59:57.360702366Z",
    modified: "2026-11-20T13:02:09.818036617Z",
    outputs: { podIndex: "docs", for: "cutover", records: 74_310, caughtUpAt: "2026-11-20T13:02:09.815Z" },
  },
  {
    kind: "ParityCheck",
    name: "docs",
    created: "2026-11-18T12:10:05.954177017Z",
    modified: "2026-11-20T13:31:48.1Z",
    outputs: { podIndex: "docs", clean: true, verdict: "clean", report: sampleParity() },
  },
  {
    kind: "ActiveIndex",
    name: "docs",
    created: "2026-11-16T09:20:13.817433066Z",
    modified: "2026-11-20T13:34:03.038953791Z",
    outputs: {
      podIndex: "docs",
      active: "serverless",
      name: "docs-serverless",
      switchedAt: "2026-11-20T13:34:01.500Z",
    },
  },
];

/** A stack's state as `pulumi stack export` writes it, in the shape of a real one of CLI 3.245.0. */
export function sampleState(resources: readonly Resource[] = RESOURCES): object {
  const parent = "urn:pulumi:prod::search::podshift:index:Migration::docs";
  return {
    version: 3,
    deployment: {
      manifest: { time: "2026-11-20T13:34:03.046972928Z", magic: "051f1fa8", version: "3.245.0" },
      resources: [
        {
          urn: "urn:pulumi:prod::search::pulumi:pulumi:Stack::search-prod",
          custom: false,
          type: "pulumi:pulumi:Stack",
        },
        { urn: parent, custom: false, type: "podshift:index:Migration" },
        ...resources.map(({ kind, name, created, modified = created, outputs }) => ({
          urn: `urn:pulumi:prod::search::podshift:index:Migration$${token(kind)}::${name}`,
          custom: true,
          id: name,
          type: token(kind),
          parent,
          created,
          modified,
          inputs: {},
          outputs: { __provider: "exports.handler = () => undefined;", ...outputs },
        })),
      ],
    },
  };
}

export function retiredState(): object {
  return sampleState([
    ...RESOURCES.filter(({ kind }) => kind !== "PodIndex" && kind !== "CatchUp" && kind !== "WriteLog"),
    {
      kind: "PodRetirement",
      name: "docs",
      created: "2026-11-23T10:00:00.5Z",
      outputs: { podIndex: "docs", retiredAt: "2026-11-23T10:00:00.000Z" },
    },
  ]);
}

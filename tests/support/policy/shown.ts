import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { RECORDED_AT, type Recording, type SeenResource } from "./recording";
import type { Scene } from "./walks";

const SEEN_PACK = join(__dirname, "seenPack");
/** Stands for a value that isn't known in a preview. (@pulumi/policy, proxy.js) */
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const LOG_ID = "00000000-0000-4000-8000-000000000000";

interface State {
  readonly type: string;
  readonly inputs?: Record<string, unknown>;
  readonly outputs?: Record<string, unknown>;
  readonly parent?: string;
  readonly dependencies?: string[];
}

interface PreviewStep {
  readonly op: string;
  readonly urn: string;
  readonly oldState?: State;
  readonly newState?: State;
}

/**
 * What policies are shown by the preview of the stack as it is set, taken from `preview --json`: before each step the
 * inputs without hidden keys; at the end the last outputs of what stays the same, and the inputs of what is changed.
 */
export async function shownInJson(scene: Scene): Promise<Recording> {
  const { code, output } = await scene.stack.run("preview", "--json", "--show-sames");
  if (code !== 0) throw new Error(output);
  const { steps } = JSON.parse(output.slice(output.indexOf("{"))) as { steps: PreviewStep[] };
  const shown = steps.flatMap(({ op, urn, oldState, newState }) => {
    if (newState === undefined) return [];
    const { type, inputs = {}, parent, dependencies = [] } = newState;
    const resource = { type, name: urn.split("::").at(-1) ?? "", urn, opts: optionsOf(parent) };
    const props = withoutHidden(inputs);
    const atEnd = op === "same" ? withoutHidden(oldState?.outputs ?? {}) : props;
    return [{ resource: { ...resource, props }, stack: { ...resource, props: atEnd, dependencies } }];
  });
  const seen = { resources: shown.map(({ resource }) => resource), stack: shown.map(({ stack }) => stack) };
  return comparable(scene, seen);
}

/** Whether the CLI at hand runs policy packs: whether one that writes has written. */
export async function runsPolicyPacks(scene: Scene): Promise<boolean> {
  const { file } = await runSeenPack(scene);
  return existsSync(file);
}

/** The same as a policy pack is really shown it. */
export async function shownToPack(scene: Scene): Promise<Recording> {
  const { code, output, file } = await runSeenPack(scene);
  if (code !== 0) throw new Error(output);
  const lines = readFileSync(file, "utf8").trim().split("\n");
  const calls = lines.map((line) => JSON.parse(line) as { resource?: SeenResource; stack?: Recording["stack"] });
  const resources = calls.flatMap(({ resource }) => resource ?? []);
  return comparable(scene, { resources, stack: calls.flatMap(({ stack = [] }) => stack) });
}

async function runSeenPack({ stack }: Scene) {
  const file = join(stack.folder, "seen.jsonl");
  rmSync(file, { force: true });
  stack.env.PODSHIFT_POLICY_SEEN = file;
  return { ...(await stack.run("preview", "--policy-pack", SEEN_PACK)), file };
}

/** podshift's own resources, sorted, without what differs from run to run or with prices and limits. */
async function comparable({ fixture, stack }: Scene, { resources, stack: atEnd }: Recording): Promise<Recording> {
  const hosts = new Map([[fixture.emulator.url, "https://api.example"]]);
  for (const { name, host } of (await fixture.pinecone.listIndexes()).indexes ?? []) {
    hosts.set(host.startsWith("http") ? host : `http://${host}`, `https://${name}.example`);
  }
  const isOurs = ({ type }: SeenResource) => type.includes("dynamic/pinecone:");
  const byUrn = (a: SeenResource, b: SeenResource) => (a.urn < b.urn ? -1 : 1);
  const ours: Recording = {
    resources: resources.filter(isOurs).sort(byUrn),
    stack: atEnd
      .filter(isOurs)
      .map((each) => ({ ...each, dependencies: [...each.dependencies].sort() }))
      .sort(byUrn),
  };
  const text = [...hosts].reduce((all, [host, name]) => all.replaceAll(host, name), JSON.stringify(ours));
  // The pod index that is gone: its host is in the proof that it went on.
  const fixed = text
    .replace(/http:\/\/127\.0\.0\.1:\d+/g, "https://docs.example")
    .replaceAll(stack.folder, "/srv/podshift")
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, RECORDED_AT)
    .replace(/("askedAt":)\d{13}/g, `$1${Date.parse(RECORDED_AT)}`)
    .replace(/("findings":)\[[^\]]*\]/g, '$1["API_SUNSET"]')
    .replace(/("(?:before|after)":)\d+(\.\d+)?/g, "$1100")
    .replace(/("size":)\d+/g, "$14096")
    .replace(/("(?:seal|report)":")[0-9a-f]{64}/g, `$1${"0".repeat(64)}`)
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => (id === UNKNOWN ? id : LOG_ID));
  return JSON.parse(fixed) as Recording;
}

function withoutHidden(props: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(props).filter(([key]) => !key.startsWith("__")));
}

/** Ours set none of those that policies are shown; `retainOnDelete` and dependencies are not among them. */
function optionsOf(parent: string | undefined): SeenResource["opts"] {
  return {
    protect: false,
    ignoreChanges: [],
    aliases: [],
    customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
    additionalSecretOutputs: [],
    ...(parent === undefined ? {} : { parent }),
  };
}

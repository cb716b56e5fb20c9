import type { Found, RuleFacts } from "../finding";
import type { Dependency } from "./dependency";
import type { ManifestFound } from "./manifest";
import { type Side, sideOf } from "./versions/interval";

/** What there is to say of a requirement: the gravest alone, since one change of the line settles all. */
export function judge(dependency: Dependency): ManifestFound[] {
  const { sdk } = dependency;
  const found = tooOld(dependency) ?? renamed(dependency) ?? older(dependency) ?? newest(dependency);
  if (found !== undefined) return [found];
  if (sdk.remark === undefined) return [];
  const { rule, message, next } = sdk.remark;
  return [{ rule, found: { span: dependency.span, message: `\`${dependency.name}\` ${message}`, next } }];
}

function side({ dialect, range }: Dependency, boundary: string): Side | undefined {
  if (range === undefined) return undefined;
  const intervals = dialect.intervals(range);
  return intervals && sideOf(intervals, boundary, dialect.compare);
}

function tooOld(dependency: Dependency): ManifestFound | undefined {
  const { sdk, range } = dependency;
  if (sdk.old === undefined) return undefined;
  const { minimum } = sdk.target;
  const where = side(dependency, minimum);
  if (where !== "below" && where !== "both") return undefined;
  const what = `${described(dependency, range)} ${where === "both" ? "allows versions below" : "is below"} ${minimum}`;
  const message = `${what}, ${sdk.old.minimumIs}${where === "both" ? ", as well as newer ones: the lockfile decides" : ""}`;
  return toUpdate(where === "both" ? sdk.old.both : sdk.old.below, dependency, message);
}

function renamed(dependency: Dependency): ManifestFound | undefined {
  const { renamed: by } = dependency.sdk;
  return by && toUpdate(by.rule, dependency, `\`${dependency.name}\` ${by.because}`);
}

function older(dependency: Dependency): ManifestFound | undefined {
  const { sdk, range } = dependency;
  if (sdk.older === undefined || side(dependency, sdk.older.below) !== "below") return undefined;
  const message = `${described(dependency, range)} is below ${sdk.older.below}: code that \`--fix\` writes doesn't compile with it`;
  return toUpdate(sdk.older.rule, dependency, message);
}

function newest(dependency: Dependency): ManifestFound | undefined {
  const { sdk, range, span } = dependency;
  if (sdk.newest === undefined || side(dependency, sdk.newest.from) !== "from") return undefined;
  const message = `${described(dependency, range)} speaks API 2026-07, which refuses pod indexes and indexes from collections`;
  const next =
    "podshift makes the serverless index itself, by API 2026-04; code of yours that creates an index from a collection, or " +
    "manages the pod index, must not move to this version before the migration is done";
  return { rule: sdk.newest.rule, found: { span, message, next } };
}

/** `pinecone` `==2.2.4`, or locked at `2.2.4`. */
function described({ name, remake }: Dependency, range: string | undefined): string {
  if (remake !== undefined) return `\`${name}\`, locked at \`${range?.replace(/^==/, "")}\`,`;
  return `\`${name}\` \`${range}\``;
}

function toUpdate(rule: RuleFacts, dependency: Dependency, message: string): ManifestFound {
  const { sdk, dialect, range, span, remake, rewrite, byHand, afterwards } = dependency;
  const raised = dialect.raised(range ?? "", sdk.target);
  const wanted = `\`${sdk.target.name}\` \`${raised}\``;
  if (remake !== undefined) {
    const next = `ask for \`${sdk.target.name}\` ${sdk.target.version} in the manifest, then ${remake}`;
    return { rule, found: { span, message, next } };
  }
  const found: Found = { span, message, next: byHand ?? `ask for ${wanted}, then ${afterwards ?? "lock again"}` };
  // A range that can't be read may hold a variable, which a fix would throw away.
  const readable = dialect.intervals(range ?? "") !== undefined;
  return { rule, found: rewrite && readable ? { ...found, edits: rewrite(sdk.target.name, raised) } : found };
}

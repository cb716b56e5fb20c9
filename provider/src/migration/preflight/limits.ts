import { displayNamespace } from "../../pinecone/namespace";
import type { IndexStats } from "../../pinecone/types";
import { formatCount } from "../../util/format";
import type { PreflightFacts } from "./facts";
import { blocker, type Finding, LINKS, warning } from "./finding";

/** Above this share of all records one namespace makes every query cost by the size of nearly everything. */
const BIG_NAMESPACE_SHARE = 0.8;
/** Below this count the size of a namespace doesn't matter: a query costs its minimum anyway. */
const BIG_NAMESPACE_RECORDS = 1_000_000;
/** The longest namespace name, in characters. Source: docs.pinecone.io, identifier limits, read 2026-11. */
const LONGEST_NAMESPACE = 512;
/** Namespaces that a message names. */
const NAMED = 3;

/** What the service's own migration takes, and what it makes of the namespaces. */
export function limitFindings(facts: PreflightFacts): Finding[] {
  const { stats } = facts;
  if (stats === undefined) return [];
  return [...tooMany(stats, facts), ...bigNamespace(stats), ...defaultTwice(stats), ...oddNames(stats)];
}

/** Once the serverless index is there the service has moved what it moves: growth since then must not stop the cutover. */
function tooMany(stats: IndexStats, { limits, nameHolderIsOurs }: PreflightFacts): Finding[] {
  if (nameHolderIsOurs) return [];
  const findings: Finding[] = [];
  if (stats.total > limits.records) {
    findings.push(
      blocker(
        "TOO_MANY_RECORDS",
        `${formatCount(stats.total)} records; the service moves at most ${formatCount(limits.records)}`,
        "ask the vendor's support; if they raised it for you, set `limits: { records: ..., namespaces: ... }`",
      ),
    );
  }
  if (stats.namespaces.size > limits.namespaces) {
    findings.push(
      blocker(
        "TOO_MANY_NAMESPACES",
        `${formatCount(stats.namespaces.size)} namespaces; the service moves at most ${formatCount(limits.namespaces)}`,
        "delete namespaces that nobody uses, or ask the vendor's support",
      ),
    );
  }
  return findings;
}

/** True when one namespace holds so much that queries cost by the size of nearly everything. */
export function hasBigNamespace(stats: IndexStats): boolean {
  const { records } = largestNamespace(stats);
  return records >= BIG_NAMESPACE_RECORDS && records >= stats.total * BIG_NAMESPACE_SHARE;
}

/** The namespace with the most records; the default one, empty, when there is none. */
export function largestNamespace(stats: IndexStats): { name: string; records: number } {
  return [...stats.namespaces].reduce((best, [name, records]) => (records > best.records ? { name, records } : best), {
    name: "",
    records: 0,
  });
}

function bigNamespace(stats: IndexStats): Finding[] {
  if (!hasBigNamespace(stats)) return [];
  const { name, records } = largestNamespace(stats);
  return [
    warning(
      "BIG_NAMESPACE",
      `namespace ${displayNamespace(name)} holds ${formatCount(records)} of ${formatCount(stats.total)} records`,
      "a serverless query costs by the size of its namespace: think of splitting it, or of dedicated read nodes",
      LINKS.cost,
    ),
  ];
}

/** The default namespace has two names since API 2025-04; an old pod index may hold something under each. */
function defaultTwice({ bothDefaults }: IndexStats): Finding[] {
  if (!bothDefaults) return [];
  return [
    blocker(
      "DEFAULT_NAMESPACE_TWICE",
      'the pod index has a namespace "__default__" beside the default one; for serverless both are the same',
      'bring the records of "__default__" to a namespace of another name through your application, and delete it',
      LINKS.limits,
    ),
  ];
}

function oddNames({ namespaces }: IndexStats): Finding[] {
  const odd = [...namespaces.keys()].filter((name) => name.length > LONGEST_NAMESPACE || !isPlain(name));
  if (odd.length === 0) return [];
  const named = odd.slice(0, NAMED).map((name) => JSON.stringify(name.slice(0, 40)));
  const more = odd.length > NAMED ? ` and ${formatCount(odd.length - NAMED)} more` : "";
  return [
    warning(
      "NAMESPACE_INVALID",
      `serverless takes namespaces of up to ${LONGEST_NAMESPACE} ASCII characters, and these are not: ${named.join(", ")}${more}`,
      "rename them before the copy: what the service makes of them is not documented",
      LINKS.limits,
    ),
  ];
}

/** ASCII without NUL. */
function isPlain(name: string): boolean {
  return [...name].every((character) => character > "\0" && character <= "\x7f");
}

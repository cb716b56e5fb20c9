// node scripts/audit.mjs: asks the registry what is known of the packages that ours bring along. Fails for every advisory
// that docs/security.md doesn't explain, and when the registry doesn't answer: no answer is no clean bill.
import { spawnSync } from "node:child_process";

/** Advisories that concern nothing that we do; docs/security.md says why. */
export const EXPLAINED = ["GHSA-xxjr-mmjv-4gpg", "GHSA-f23m-r3pf-42rh", "GHSA-r5fr-rjxr-66jc"];

/**
 * What `npm audit --json` said (its version 2): advisories that nobody has explained, those that were, and explanations
 * that aren't needed any more. Undefined when it is no report.
 */
export function judged(report) {
  const { auditReportVersion, vulnerabilities } = report ?? {};
  if (auditReportVersion !== 2 || typeof vulnerabilities !== "object" || vulnerabilities === null) return undefined;
  const advisories = new Map();
  for (const { via } of Object.values(vulnerabilities)) {
    // A text names another package of the report, whose advisory stands there.
    for (const each of via.filter((one) => typeof one !== "string")) {
      const id = each.url?.split("/").at(-1) ?? String(each.source);
      advisories.set(id, `${id} ${each.severity} ${each.name} ${each.range}: ${each.title}`);
    }
  }
  const of = (isKnown) => [...advisories].filter(([id]) => EXPLAINED.includes(id) === isKnown).map(([, text]) => text);
  return { open: of(false), explained: of(true), stale: EXPLAINED.filter((id) => !advisories.has(id)) };
}

function main() {
  const { stdout } = spawnSync("npm", ["audit", "--omit", "dev", "--json"], { encoding: "utf8", maxBuffer: 2 ** 27 });
  const answer = judged(parsed(stdout));
  if (answer === undefined) {
    console.error(`the registry gave no audit report:\n${stdout}`);
    return 1;
  }
  for (const text of answer.explained) console.log(`explained: ${text}`);
  for (const id of answer.stale) console.log(`not reported any more, take it out of scripts/audit.mjs: ${id}`);
  for (const text of answer.open) console.error(`NOT EXPLAINED: ${text}`);
  return answer.open.length === 0 ? 0 : 1;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

if (process.argv[1] === new URL(import.meta.url).pathname) process.exitCode = main();

import { formatCount } from "../../util/format";
import { estimateOf } from "./costModel";
import type { MigrationFacts } from "./facts";
import { formatDay, formatMoney, formatShare } from "./format";
import { isMissing } from "./model";
import { isRetired, serving } from "./verdict";

/** One number at the head of a migration. */
export interface Tile {
  readonly label: string;
  readonly value: string;
  readonly note?: string;
}

/** What is known, and no more: a number that isn't known has no tile. */
export function tilesOf(facts: MigrationFacts): Tile[] {
  return [...serves(facts), ...records(facts), ...parity(facts), ...held(facts), ...waiting(facts), ...cost(facts)];
}

function serves(facts: MigrationFacts): Tile[] {
  const active = serving(facts);
  if (active === undefined) return [];
  const value = active === "pod" ? "Pod index" : "Serverless";
  return [
    { label: "Serves traffic", value, note: isRetired(facts) ? "pod index retired" : `writes ${writesOf(facts)}` },
  ];
}

function writesOf({ log, stack, assessment }: MigrationFacts): string {
  return log?.record.writes ?? stack?.writes ?? assessment?.writes ?? "of unknown mode";
}

function records({ assessment, parity }: MigrationFacts): Tile[] {
  const found = assessment?.found;
  const counted = parity?.report.counts.pod;
  if (counted !== undefined) {
    const namespaces =
      found === undefined ? {} : { note: `in ${formatCount(found.namespaces)} namespaces as assessed` };
    return [{ label: "Records", value: formatCount(counted), ...namespaces }];
  }
  if (found === undefined) return [];
  return [
    { label: "Records", value: formatCount(found.records), note: `in ${formatCount(found.namespaces)} namespaces` },
  ];
}

function parity({ parity: found }: MigrationFacts): Tile[] {
  if (found === undefined) return [];
  const { content, queries, ids, finishedAt } = found.report;
  const differences = content.different + ids.missing + ids.extra;
  const of = content.mode === "all" ? "all records" : `${formatCount(content.compared)} of ${formatCount(content.of)}`;
  const compared = {
    label: "Differences",
    value: formatCount(differences),
    note: `${of}, ${formatDay(Date.parse(finishedAt))}`,
  };
  if (queries.asked === 0) return [compared];
  const least = `at least ${formatShare(queries.minOverlap)}`;
  return [compared, { label: `Query overlap@${queries.topK}`, value: formatShare(queries.meanOverlap), note: least }];
}

function held({ log }: MigrationFacts): Tile[] {
  const last = log?.switches.at(-1);
  if (last === undefined) return [];
  const which = last.to === "serverless" ? "cutover" : "rollback";
  return [{ label: "Writes held", value: `${(last.heldMs / 1000).toFixed(2)} s`, note: `at the ${which}` }];
}

function waiting({ log }: MigrationFacts): Tile[] {
  if (log?.caughtUp === undefined) return [];
  return [{ label: "Writes waiting", value: formatCount(log.caughtUp.waiting), note: "when the log was read" }];
}

function cost(facts: MigrationFacts): Tile[] {
  const found = estimateOf(facts);
  if (isMissing(found)) return [];
  const note = `a month; ${formatMoney(found.before.dollars)} now`;
  return [{ label: "Cost after", value: formatMoney(found.after.dollars), note }];
}

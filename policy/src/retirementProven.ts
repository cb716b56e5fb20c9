import type { ResourceValidationPolicy } from "@pulumi/policy";
import { token } from "podshift/tokens";
import { inside, known, type Properties, text } from "./properties";
import { told, type Violation } from "./violation";

interface Config {
  readonly maxAgeHours?: number;
}

const DEFAULT_MAX_AGE_HOURS = 24;
const HOUR_MS = 60 * 60_000;
/** The version of the parity report that says all of what is asked here. */
const VERSION = 2;
/** Hours by which the machine that wrote the report may be ahead; more would keep a report fresh for ever. */
const SKEW = 0.25;
const AGAIN =
  "set `phase: copy`, run `pulumi up`, then `phase: cutover` and `pulumi up`: a cutover compares all records; then retire";

/**
 * The pod index goes only on a report that is clean, of all records, fresh, as the check wrote it, and of the very indexes
 * at hand, by their names and hosts. Once it is gone the report is history and grows old in peace.
 *
 * @param now milliseconds since 1970
 */
export function retirementProven(now: () => number = Date.now): ResourceValidationPolicy {
  return {
    name: "retirement-proven",
    description:
      "A pod index is retired only on a clean, fresh, unchanged parity report of the same indexes and hosts.",
    enforcementLevel: "mandatory",
    severity: "critical",
    remediationSteps: "Make the cutover anew: it compares all records.",
    configSchema: {
      properties: {
        maxAgeHours: {
          type: "number",
          exclusiveMinimum: 0,
          default: DEFAULT_MAX_AGE_HOURS,
          description: "Hours after which a parity report is too old to delete a pod index on.",
        },
      },
    },
    validateResource: ({ type, props, getConfig }, report) => {
      if (type !== token("PodRetirement") || known(props, "retiring") === false) return;
      const { maxAgeHours = DEFAULT_MAX_AGE_HOURS } = getConfig<Config>();
      for (const violation of violations(props, { now: now(), maxAgeHours })) report(told(violation));
    },
  };
}

function violations(props: Properties, limit: { now: number; maxAgeHours: number }): Violation[] {
  const podIndex = text(props, "podIndex") ?? "";
  const parity = inside(props, "parity");
  const finishedAt = Date.parse((parity && text(parity, "finishedAt")) ?? "");
  if (parity === undefined || Number.isNaN(finishedAt)) return [missing(podIndex)];
  const old = untrusted(podIndex, parity);
  const pair = old.some(({ code }) => code === "PARITY_OLD") ? [] : another(props, parity);
  return [...old, ...unclean(podIndex, parity), ...stale(podIndex, finishedAt, limit), ...pair];
}

function missing(podIndex: string): Violation {
  return {
    code: "PARITY_MISSING",
    fact: `nothing that is known before \`pulumi up\` proves that ${podIndex} may go: there is no finished parity report`,
    next: "set `phase: cutover` and run `pulumi up` until it succeeds; then retire",
  };
}

/** A report that doesn't say where it was made, or isn't as the check wrote it, proves nothing. */
function untrusted(podIndex: string, parity: Properties): Violation[] {
  if (known(parity, "version") !== VERSION) {
    return [
      { code: "PARITY_OLD", fact: `the parity report of ${podIndex} was made by an older podshift`, next: AGAIN },
    ];
  }
  if (known(parity, "sealed") === true) return [];
  return [
    { code: "PARITY_CHANGED", fact: `the parity report of ${podIndex} is not as the check wrote it`, next: AGAIN },
  ];
}

function unclean(podIndex: string, parity: Properties): Violation[] {
  if (known(parity, "clean") !== true) {
    return [{ code: "PARITY_NOT_CLEAN", fact: `the parity report of ${podIndex} found differences`, next: AGAIN }];
  }
  if (text(parity, "content") === "all") return [];
  return [{ code: "PARITY_SAMPLED", fact: `the parity report of ${podIndex} compared a sample`, next: AGAIN }];
}

function stale(
  podIndex: string,
  finishedAt: number,
  { now, maxAgeHours }: { now: number; maxAgeHours: number },
): Violation[] {
  const hours = (now - finishedAt) / HOUR_MS;
  if (hours >= -SKEW && hours <= maxAgeHours) return [];
  const age = hours < 0 ? "is of a time to come" : `is ${Math.floor(hours)} hours old`;
  return [
    {
      code: "PARITY_STALE",
      fact: `the parity report of ${podIndex} ${age}; at most ${maxAgeHours} hours are allowed`,
      next: AGAIN,
    },
  ];
}

/** What the report says that it compared, against what is retired: name by name, and the host as found now. */
function another(props: Properties, parity: Properties): Violation[] {
  const different = ["podIndex", "serverlessIndex", "podHost", "host"].filter(
    (key) => text(props, key) === undefined || text(parity, key) !== text(props, key),
  );
  return different.map((key) => ({
    code: "PARITY_OF_ANOTHER_INDEX",
    fact: `the parity report is of ${key} ${text(parity, key) ?? "(not told)"}, and what is retired on it has ${text(props, key) ?? "none"}`,
    next: AGAIN,
  }));
}

import type { AssessedStep, MinutesRange } from "./assessment";
import type { Phase } from "./phases";

/** What the time of a migration depends on. */
export interface StepFacts {
  readonly records: number;
  readonly podType: string;
  readonly writes: string;
  /** Records that `copy` compares in full. */
  readonly content: "all" | number;
  /** Logged writes a day that catch-up brings over; left out when nobody knows. */
  readonly writesPerDay?: number;
}

const MINUTES_PER_DAY = 24 * 60;
/** Up to so many records the longest is taken as two hours, above as eight: the vendor says "several hours" and no rate. */
const SMALL = 1_000_000;
const COPY_MINUTES = { low: 10, high: 120, highAboveSmall: 480 };
/** Documented limits of requests a second: lists and fetches of an index, writes of a namespace. docs.pinecone.io, rate limits, 2026-11. */
const LISTS_PER_SECOND = 200;
const FETCHES_PER_SECOND = 100;
const WRITES_PER_SECOND = 100;
/** What one request of podshift's carries: a page of ids, ids of a fetch. */
const IDS_PER_LIST = 100;
const IDS_PER_FETCH = 200;
/** Listing goes page by page, and answers take time: the rates above may be missed by so much. An assumption. */
const SLOWER_BY = 10;

/** What each phase does and undoes, in order, and how long it takes. */
export function assessedSteps(facts: StepFacts): AssessedStep[] {
  const paused = facts.writes === "paused";
  const steps: AssessedStep[] = [
    step("assess", "looks at the pod index and adopts it; changes nothing", "`pulumi destroy` forgets it"),
    step("capture", "begins the write log; you deploy the capture", "`assess`"),
    step(
      "copy",
      paused
        ? "saves a collection, makes the serverless index, compares both; your application doesn't write meanwhile"
        : "saves a collection, makes the serverless index, brings over what was written since, compares both",
      paused ? "`assess`" : "`capture`",
      copyMinutes(facts),
    ),
    step(
      "cutover",
      paused
        ? "guards the pod index, compares all records, switches"
        : "guards the pod index, compares all records, holds writes for a moment, switches",
      paused ? "`copy` (rollback; writes made since are lost)" : "`copy` (rollback, with what was written since)",
      compared(facts.records, "all"),
    ),
    step(
      "retire",
      "proves that nobody wrote to the pod index since, then deletes it",
      `none: by hand, a new pod index from the collection (${recreation(facts.podType)})`,
      compared(facts.records, "all"),
    ),
  ];
  return paused ? steps.filter(({ phase }) => phase !== "capture") : steps;
}

function step(phase: Phase, does: string, undo: string, minutes?: MinutesRange): AssessedStep {
  return { phase, does, undo, ...(minutes === undefined ? {} : { minutes }) };
}

/** Collection and serverless index: the service's time, which is the write log's backlog. */
export function serviceMinutes(records: number): MinutesRange {
  const high = records <= SMALL ? COPY_MINUTES.high : COPY_MINUTES.highAboveSmall;
  return {
    low: COPY_MINUTES.low,
    high,
    how: `the vendor says minutes to hours for a collection and minutes to several hours for the index, and no rate: taken as ${COPY_MINUTES.low} minutes to ${high / 60} hours`,
  };
}

function copyMinutes({ records, content, writesPerDay, writes }: StepFacts): MinutesRange {
  const service = serviceMinutes(records);
  const check = compared(records, content);
  const parts = [service.how, check.how];
  let [low, high] = [service.low + check.low, service.high + check.high];
  if (writes !== "paused" && writesPerDay !== undefined) {
    const backlog = (minutes: number) => (writesPerDay * minutes) / MINUTES_PER_DAY;
    // One request a record at worst; a thousand records a request where they are small.
    low += backlog(service.low) / 1_000 / WRITES_PER_SECOND / 60;
    high += backlog(service.high) / WRITES_PER_SECOND / 60;
    parts.push(`catch-up of what is written meanwhile at up to ${WRITES_PER_SECOND} requests/s a namespace`);
  } else if (writes !== "paused") parts.push("catch-up not counted: nobody said how much is written");
  return { low: Math.ceil(low), high: Math.ceil(high), how: parts.join("; ") };
}

/** Lists all ids, and fetches each record from both sides: with a sample only its ids are fetched from serverless. */
function compared(records: number, content: "all" | number): MinutesRange {
  const listed = records / IDS_PER_LIST / LISTS_PER_SECOND;
  const fetched = (content === "all" ? records : Math.min(records, content)) / IDS_PER_FETCH / FETCHES_PER_SECOND;
  const seconds = Math.max(listed, fetched);
  return {
    low: Math.ceil(seconds / 60),
    high: Math.ceil((seconds * SLOWER_BY) / 60),
    how: `comparing at the documented ${LISTS_PER_SECOND} lists and ${FETCHES_PER_SECOND} fetches a second, or ${SLOWER_BY} times slower (assumed)`,
  };
}

/** Source: docs.pinecone.io, understanding collections, 2025: at about a million records. */
function recreation(podType: string): string {
  return podType.startsWith("p2") ? "hours for p2, at a million records" : "about 10 minutes, at a million records";
}

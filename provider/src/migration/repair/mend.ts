import type { MigrationContext } from "../context";
import type { NamedIds } from "../cutover/way";
import type { Difference } from "../parity/report";
import { WorkQueue } from "../parity/workQueue";
import { askAnew, byNamespace, type Found } from "./askAnew";
import type { Course, WritingCourse } from "./course";
import { type LeftWhy, PlanSums } from "./plan";

/** How often a record is brought, and looked at after it, before it is given up. */
const ATTEMPTS = 3;
/** Records that are asked, brought and asked again together. */
const TOGETHER = 2_000;
/** Restless records that are named. */
const EXAMPLES = 10;

/** Brings what differs, group by group. */
export class Mending {
  readonly sums = new PlanSums();
  readonly restless: Difference[] = [];
  mended = 0;
  seen = 0;

  constructor(
    readonly context: MigrationContext,
    readonly course: WritingCourse,
  ) {}

  /** Brings what differs, and asks it again, until nothing of it does. What is in flight is left to the rounds. */
  async mend(chunk: readonly Difference[]): Promise<void> {
    let open = chunk;
    let differing: Difference[] = [];
    for (let attempt = 0; ; attempt += 1) {
      await this.course.mustServe();
      await this.#fresh(open);
      const found = await judged(this.context, this.course, open);
      if (attempt === 0) for (const [each, left] of found) this.sums.add(each, left);
      const still = differencesOf(found, (left) => left !== "unknowable");
      if (attempt > 0) this.mended += open.length - still.length;
      open = still;
      differing = differencesOf(found, (left) => left === undefined);
      if (open.length === 0 || attempt === ATTEMPTS) break;
      await this.course.bring(byNamespace(differing));
    }
    this.restless.push(...differing.slice(0, EXAMPLES - this.restless.length));
    this.seen += chunk.length;
  }

  /** Before serverless is read: what was written to it, by whomever, shows. */
  async #fresh(places: readonly Difference[]): Promise<void> {
    const queue = new WorkQueue({ signal: this.context.signal });
    await queue.run(async () => {
      for (const namespace of byNamespace(places).keys()) await queue.add(() => this.course.fresh(namespace));
    });
  }
}

function differencesOf(found: Judged, which: (left: LeftWhy | undefined) => boolean): Difference[] {
  return found.flatMap(([{ difference }, left]) => (difference !== undefined && which(left) ? [difference] : []));
}

/** Each record with why it is to be left alone, if it is. */
export type Judged = readonly (readonly [Found, LeftWhy | undefined])[];

/** What differs now, and why it is to be left alone, if it is. */
export async function judged(
  { signal }: MigrationContext,
  course: Course,
  chunk: readonly Difference[],
): Promise<Judged> {
  const before = await course.inFlight();
  const found = await askAnew({ ...course, signal }, chunk);
  const after = await course.inFlight();
  return found.map((each) => [each, whyLeft(each, course, [before, after])] as const);
}

function whyLeft(
  { namespace, id, difference }: Found,
  course: Course,
  inFlight: readonly NamedIds[],
): LeftWhy | undefined {
  if (difference === undefined) return undefined;
  if (difference.kind !== "extra" && course.unknowable.has(namespace)) return "unknowable";
  const isOnItsWay = inFlight.some((each) => each.get(namespace)?.has(id));
  return isOnItsWay ? "inFlight" : undefined;
}

/** Differences as they are worked on together. */
export async function* chunksOf(differences: AsyncIterable<Difference>): AsyncGenerator<Difference[]> {
  let chunk: Difference[] = [];
  for await (const each of differences) {
    chunk.push(each);
    if (chunk.length < TOGETHER) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

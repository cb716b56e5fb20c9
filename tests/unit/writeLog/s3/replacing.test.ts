import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { Replacing, type VersionedObjects, type Written } from "../../../../provider/src/writeLog/s3/replacing";

/** What becomes of one attempt to write. */
type Fate =
  | "answered"
  /** Done, and the answer is lost. */
  | "lost"
  /** Never gets there. */
  | "gone"
  /** Gets there that many requests later. */
  | { readonly late: number };

interface Step {
  /** One of two processes; a new one knows nothing of what the other wrote. */
  readonly process: 0 | 1;
  readonly restarted: boolean;
  readonly fates: readonly Fate[];
}

const TRIES = 3;
const PATH = "catch-up/forward.json";
const versionOf = (body: Uint8Array) => createHash("md5").update(body).digest("hex");

/** One object of a store that does late what was asked of it long ago. */
class LateStore {
  body: Buffer | undefined;
  readonly #late: { at: number; land(): void }[] = [];
  #requests = 0;

  /** @param fates of the attempts to come */
  of(fates: Fate[], isConditional: boolean): VersionedObjects {
    return {
      read: async () => {
        this.#pass();
        return this.body === undefined ? undefined : { version: versionOf(this.body), body: this.body };
      },
      write: async (_path, body, from): Promise<Written> => {
        let mayBeDone = false;
        for (let tries = 0; tries < TRIES; tries += 1) {
          this.#pass();
          const fate = fates.shift() ?? "answered";
          const land = () => {
            const is = this.body === undefined ? undefined : versionOf(this.body);
            if (isConditional && is !== from) return false;
            this.body = Buffer.from(body);
            return true;
          };
          if (typeof fate === "object") this.#late.push({ at: this.#requests + fate.late, land });
          if (fate === "lost") land();
          if (fate !== "answered") mayBeDone = true;
          else return land() ? { kind: "done", version: versionOf(body) } : { kind: "changed", mayBeDone };
        }
        throw new Error("no answer");
      },
    };
  }

  /** One more request came in: what is due gets there. */
  #pass(): void {
    this.#requests += 1;
    for (const each of this.#late.splice(0)) {
      if (each.at <= this.#requests) each.land();
      else this.#late.push(each);
    }
  }

  /** Everything that is on its way gets there. */
  landAll(): void {
    for (const each of this.#late.splice(0)) each.land();
  }
}

/** Plays a history; answers where something stands that was replaced before, or isn't what was acknowledged last. */
async function play(steps: readonly Step[], isConditional: boolean): Promise<string[]> {
  const store = new LateStore();
  const fates: Fate[] = [];
  const made = () => new Replacing(store.of(fates, isConditional));
  const processes = [made(), made()];
  const wrong: string[] = [];
  /** What may stand: the last that was acknowledged, and what was given up since. */
  let may = new Set<string | undefined>([undefined]);
  for (const [number, { process, restarted, fates: own }] of steps.entries()) {
    if (restarted) processes[process] = made();
    const replacing = processes[process];
    assert.ok(replacing !== undefined);
    const body = `state ${number}`;
    fates.splice(0, fates.length, ...own);
    try {
      if (await replacing.replace(PATH, Buffer.from(body))) may = new Set([body]);
      else wrong.push(`step ${number}: gave way to nobody`);
    } catch {
      may.add(body);
    }
    const stands = store.body?.toString();
    if (!may.has(stands)) wrong.push(`step ${number}: ${stands}`);
  }
  store.landAll();
  const stands = store.body?.toString();
  if (!may.has(stands)) wrong.push(`at the end: ${stands}`);
  return wrong;
}

const fate: fc.Arbitrary<Fate> = fc.oneof(
  { arbitrary: fc.constant<Fate>("answered"), weight: 3 },
  fc.constant<Fate>("lost"),
  fc.constant<Fate>("gone"),
  fc.integer({ min: 1, max: 12 }).map((late): Fate => ({ late })),
);
const history = fc.array(
  fc.record({
    process: fc.constantFrom(0 as const, 1 as const),
    restarted: fc.boolean(),
    fates: fc.array(fate, { maxLength: 4 }),
  }),
  { minLength: 1, maxLength: 14 },
);

describe("an object that is replaced again and again", () => {
  it("is what was acknowledged last, whatever is lost, comes late, or was given up", async () => {
    await fc.assert(
      fc.asyncProperty(history, async (steps) => {
        assert.deepEqual(await play(steps, true), []);
      }),
      { numRuns: 1_500 },
    );
  });

  it("would not be, without a condition: an older state would come back", async () => {
    const samples = fc.sample(history, { numRuns: 300, seed: 7 });
    const results = await Promise.all(samples.map((steps) => play(steps, false)));
    assert.ok(results.filter((wrong) => wrong.length > 0).length > 20);
  });

  it("is found done by an attempt whose answer was lost, and replaced from there", async () => {
    assert.deepEqual(
      await play(
        [
          { process: 0, restarted: false, fates: ["lost", "answered"] },
          { process: 0, restarted: false, fates: [] },
        ],
        true,
      ),
      [],
    );
  });

  it("gives up when others come between for ever", async () => {
    let reads = 0;
    const busy = new Replacing({
      read: async () => ({ version: String(reads++), body: Buffer.from("theirs") }),
      write: async () => ({ kind: "changed", mayBeDone: true }),
    });
    assert.equal(await busy.replace(PATH, Buffer.from("ours")), false);
    assert.equal(reads, 20);
  });
});

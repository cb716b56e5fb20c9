import { PodshiftError } from "../../../../provider/src/errors";
import { Forward } from "../../../../provider/src/migration/catchUp/forward";
import type { RoundDeps } from "../../../../provider/src/migration/catchUp/round";
import type { CatchUpState } from "../../../../provider/src/migration/catchUp/state";
import type { StoredRecord } from "../../../../provider/src/pinecone/types";
import type { Entry, EntryBody } from "../../../../provider/src/writeLog/entry";
import { numberAt } from "../../../../provider/src/writeLog/position";
import type { Segment } from "../../../../provider/src/writeLog/segments";
import { FakeTime } from "../../../support/provider/fakeTime";

/** An entry of writer `w`, each in a segment of its own. */
export type Logged = EntryBody & { readonly w?: string; readonly ns?: string };

/** A round's surroundings in memory, without faults: the pod index, the log, and what was asked and sent. */
export class FakeRound {
  readonly clock = new FakeTime();
  readonly pod = new Map<string, StoredRecord>();
  readonly serverless = new Map<string, StoredRecord>();
  readonly segments: Segment[] = [];
  readonly saved: CatchUpState[] = [];
  /** What happened, in order. */
  readonly events: string[] = [];
  done: Record<string, number> = {};
  /** Outcome of the next requests: an id in here is refused, or has no answer. */
  readonly refused = new Set<string>();
  readonly unheard = new Set<string>();
  filterRefused = false;
  /** The serverless index has no such namespace. */
  missing = false;

  log(...entries: Logged[]): void {
    for (const { w = "a", ns = "", ...body } of entries) {
      const number = this.segments.filter((each) => each.w === w).length;
      const entry = { v: 1, t: this.clock.now(), n: this.segments.length, w, e: 1, ns, ...body } as Entry;
      this.segments.push({ w, number, entries: [entry], sealed: false, torn: false, bytes: 100 });
    }
  }

  /** Everything that is logged has had its effect. */
  allDone(): void {
    for (const { w, number } of this.segments) this.done[w] = number + 1;
  }

  deps(changes: Partial<RoundDeps> = {}): RoundDeps {
    const { segments, events, pod } = this;
    return {
      log: {
        async *read(from) {
          for (const segment of segments) if (segment.number >= numberAt(from, segment.w)) yield segment;
        },
      },
      done: { read: async () => ({ ...this.done }) },
      truth: {
        fetch: async (_ns, ids) => {
          events.push(`read ${ids.join(" ")}`);
          return new Map(ids.flatMap((id) => (pod.has(id) ? [[id, pod.get(id) as StoredRecord]] : [])));
        },
      },
      bringer: { bring: async (ns, states, hooks) => this.#bring(ns, states, hooks) },
      direction: new Forward({
        serverless: this.#finder(),
        freshness: { fresh: async (ns) => void events.push(`fresh ${ns}`) },
      }),
      clock: this.clock,
      save: async (state) => {
        this.saved.push(state);
        events.push(`saved ${state.rounds} ${Object.values(state.recent).flat().join(" ")}`.trimEnd());
      },
      times: { settleMs: 0, lateMs: 60_000 },
      concurrency: 1,
      ...changes,
    };
  }

  async #bring(
    ns: string,
    states: ReadonlyMap<string, StoredRecord | undefined>,
    hooks: Parameters<RoundDeps["bringer"]["bring"]>[2],
  ) {
    this.events.push(`bring ${[...states].map(([id, record]) => (record === undefined ? `-${id}` : id)).join(" ")}`);
    for (const [id, record] of states) {
      if (this.unheard.has(id)) hooks.onUnknown(ns, [id], this.clock.now());
      if (this.refused.has(id)) {
        hooks.onRefused({ namespace: ns, id, reason: { status: 400, code: "3", message: "too large" } });
        continue;
      }
      if (record === undefined) this.serverless.delete(id);
      else this.serverless.set(id, record);
      hooks.onApplied(ns, [id]);
    }
  }

  #finder() {
    return {
      fetchByFilter: async () => {
        this.events.push("filter");
        if (this.filterRefused) throw new PodshiftError("API_ERROR", "refused", { facts: { status: 400 } });
        return { ids: [...this.serverless.keys()].slice(0, 1) };
      },
      list: async (_ns: string, token?: string) => {
        this.events.push("list");
        if (this.missing) throw new PodshiftError("API_ERROR", "not found", { facts: { status: 404 } });
        const ids = [...this.serverless.keys()];
        return token === undefined ? { ids: ids.slice(0, 2), next: "more" } : { ids: ids.slice(2) };
      },
    };
  }
}

export const record = (id: string, x = 1): StoredRecord => ({ id, values: [x], metadata: {} });

/** Sizes of a run, as the environment of a benchmark; each is a process of its own, one after the other. */
export type Sizes = readonly Readonly<Record<string, string>>[];

/**
 * standard: what the page is made of, all of it in half an hour on two processors. long: the sizes that a goal was set for, where
 * the standard ones are smaller. quick: shows only that a benchmark runs.
 */
export const VARIANTS = ["standard", "long", "quick"] as const;
export type Variant = (typeof VARIANTS)[number];

/** One file of bench/. */
export interface Benchmark {
  readonly name: string;
  readonly title: string;
  /** What is measured, and beside what, in a sentence or two of the page. */
  readonly about: string;
  readonly sizes: { readonly standard: Sizes; readonly quick: Sizes; readonly long?: Sizes };
  /** Minutes that the standard run takes on a quiet machine with two processors, about. */
  readonly minutes: number;
  /** Where its rows are, when they are on a page of their own. */
  readonly page?: string;
}

/** In the order of the page and of a whole run: what users would do instead comes first. */
export const BENCHMARKS: readonly Benchmark[] = [
  {
    name: "guide",
    title: "The migration guide by hand",
    about:
      "An application writes, 32 writes under way, while the index is copied; it keeps a log by hand as the guide asks for, and podshift captures the same writes. Afterwards podshift catches up and switches, and scripts with the official clients replay the log by hand, each into a copy of its own. Every record is then compared with the pod index by the official client alone. The emulator makes collections and indexes at once, so that their time, the same for both, is in no figure. The second time the pod index answers one write in 100 by 503 before its effect, and one after it; the application gives such a write up.",
    sizes: {
      standard: [{ BENCH_WRITES: "4000", BENCH_RUNS: "3" }],
      quick: [{ BENCH_WRITES: "500", BENCH_RUNS: "1" }],
    },
    minutes: 3,
  },
  {
    name: "vector-io",
    title: "vector-io",
    about:
      "vector-io exports the pod index to files and imports them into a serverless index of the emulator; its own code, driven without its commands, which load the drivers of all databases that they know. podshift brings every record by way of its log, as if each had been written after the collection was made: the same work, read each and write each, and its worst case, for in a migration the collection brings them. vector-io adds the record's id to each record's metadata: that is not counted as a difference. A number that only some records have comes out of its files as NaN, which the emulator refuses; what the service says to it was not asked. Where vector-io ends with an error, what it had not brought is missing. It knows nothing of writes made meanwhile: nobody writes here.",
    sizes: {
      standard: [{ BENCH_RECORDS: "6000", BENCH_KIND_RECORDS: "400", BENCH_RUNS: "3" }],
      quick: [{ BENCH_RECORDS: "400", BENCH_KIND_RECORDS: "60", BENCH_RUNS: "1" }],
    },
    minutes: 4,
  },
  {
    name: "catch-up",
    title: "Catch-up, and the Python client alone",
    about:
      "`mirrored`: rounds over logged upserts beside the same fetches and upserts, made beforehand, with answers that nobody parses. `deferred`: the fold of the same entries beside the official Python client, which upserts the same records as fast as its documentation says how.",
    sizes: {
      standard: [{ BENCH_RECORDS: "10000", BENCH_RUNS: "3" }],
      quick: [{ BENCH_RECORDS: "800", BENCH_RUNS: "1" }],
      long: [{ BENCH_RECORDS: "20000", BENCH_RUNS: "5" }],
    },
    minutes: 3,
  },
  {
    name: "cutover",
    title: "Writes held by a cutover",
    about:
      "20 switches there and back under load, each way counted, measured at the writers: the longest that a caller waited for a write that was under way when traffic was switched. `settle` is 0, and the pod index has one replica.",
    sizes: {
      standard: [{ BENCH_MODE: "mirrored" }, { BENCH_MODE: "deferred" }],
      quick: [{ BENCH_MODE: "mirrored", BENCH_CUTOVERS: "2" }],
    },
    minutes: 3,
  },
  {
    name: "capture",
    title: "What capture costs an application",
    about:
      "Upserts of one record by the official client, captured into a log in a folder with every write synced to disk, beside the same client alone, in turns.",
    sizes: { standard: [{ BENCH_RUNS: "15" }], quick: [{ BENCH_RUNS: "1" }] },
    minutes: 1,
  },
  {
    name: "proxy",
    title: "What the proxy costs an application",
    about:
      "Reads and writes through `podshift proxy` beside the same ones straight to the service, in turns. Client, proxy and service share two processors: a client and a service in Go take next to nothing of them, so that what they show is the proxy's own cost, from a service that answers after 10 to 30 ms, as one over a network does. The official Node client and the emulator fill both processors by themselves, so that what the proxy takes is missing to them: what they show, from an emulator that answers after 20 ms and from one that answers at once, is a bound rather than what an application sees.",
    sizes: { standard: [{ BENCH_RUNS: "9" }], quick: [{ BENCH_RUNS: "1" }] },
    minutes: 3,
  },
  {
    name: "verify",
    title: "Parity of all records",
    about:
      "Every record of two indexes compared in full, a digest kept of each, beside the same lists and fetches with nothing compared, and beside the script that one writes first. 100 dimensions, three namespaces, each way in a process of its own.",
    sizes: {
      standard: [{ BENCH_RECORDS: "60000", BENCH_RUNS: "3" }],
      quick: [{ BENCH_RECORDS: "1000", BENCH_RUNS: "1" }],
      long: [{ BENCH_RECORDS: "341479", BENCH_RUNS: "3" }],
    },
    minutes: 2,
  },
  {
    name: "verify-memory",
    title: "Memory of a parity check",
    about:
      "Two indexes larger than memory may be, made up as they are read, compared in full. The long run has more records than ids are held for.",
    sizes: {
      standard: [{ BENCH_RECORDS: "1500000" }],
      quick: [{ BENCH_RECORDS: "20000" }],
      long: [{ BENCH_RECORDS: "14000000" }],
    },
    minutes: 1,
  },
  {
    name: "fold",
    title: "Memory of the fold of a deferred log",
    about: "A log far larger than memory may be, folded by one process with a target that only counts.",
    sizes: {
      standard: [{ BENCH_ENTRIES: "1000000", BENCH_RECORDS: "200000" }],
      quick: [{ BENCH_ENTRIES: "20000", BENCH_RECORDS: "4000" }],
      long: [{ BENCH_ENTRIES: "10000000", BENCH_RECORDS: "2000000" }],
    },
    minutes: 2,
  },
  {
    name: "spark",
    title: "The fold spread over Spark",
    about:
      "The same log folded by Spark on two cores of this machine and by one process of podshift: what spreading costs, not what a cluster brings.",
    sizes: {
      standard: [{ BENCH_ENTRIES: "500000" }],
      quick: [{ BENCH_ENTRIES: "20000" }],
      long: [{ BENCH_ENTRIES: "1000000,10000000" }],
    },
    minutes: 2,
  },
  {
    name: "scan",
    title: "podshift scan",
    about: "A made-up tree of 5,000 files in eight languages, of which a twentieth, then a tenth use Pinecone.",
    sizes: {
      standard: [{ BENCH_FILES: "5000", BENCH_RUNS: "3" }],
      quick: [{ BENCH_FILES: "200", BENCH_RUNS: "1" }],
    },
    minutes: 1,
  },
  {
    name: "preview",
    title: "pulumi preview",
    about:
      "Stacks of 0, 1, 20 and 100 migrations beside an empty program with the same set-up; each migration is in `copy` and not yet made, the largest preview there is.",
    sizes: { standard: [{ BENCH_RUNS: "3" }], quick: [{ BENCH_RUNS: "1" }] },
    minutes: 3,
  },
  {
    name: "emulator",
    title: "The emulator",
    about: "What every figure above is measured against: its own speed, each beside what it can't be faster than.",
    sizes: {
      standard: [{ BENCH_RECORDS: "341479", BENCH_RUNS: "5" }],
      quick: [{ BENCH_RECORDS: "5000", BENCH_RUNS: "1" }],
    },
    minutes: 1.5,
  },
  {
    name: "scale",
    title: "The limits on paper",
    about: "Simulated with the product's own code against the documented limits of the service: nothing is timed.",
    sizes: { standard: [{}], quick: [{}] },
    minutes: 0.5,
    page: "scale.md",
  },
];

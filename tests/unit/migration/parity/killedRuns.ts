import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ComparisonFilesOptions, withComparisonFiles } from "../../../../provider/src/migration/comparisonFiles";
import type { MigrationContext } from "../../../../provider/src/migration/context";
import type { Checkpoint } from "../../../../provider/src/migration/parity/checkpoint";
import { readDigestFile } from "../../../../provider/src/migration/parity/digestFile";
import type { ParityOptions, ParityReport } from "../../../../provider/src/migration/parity/runParity";
import { quickClock } from "./fakeIndex";

/** In memory where the system has that: a checkpoint at every step waits for a disk most of the time. */
const FOLDERS = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

/** How a run ends before its end. */
export type Death = "throws" | "never answers";

/** Comparisons that are killed and gone on with, in a folder of their own. */
export class KilledRuns {
  readonly folder = mkdtempSync(join(FOLDERS, "podshift-killed-"));
  readonly checkpoint = join(this.folder, "docs.checkpoint");
  readonly digestFile = join(this.folder, "docs.jsonl.gz");
  readonly differencesFile = join(this.folder, "docs.differences.jsonl");
  readonly reported: string[] = [];
  readonly clock = quickClock();
  #asked = 0;
  #left = Number.POSITIVE_INFINITY;
  #death: Death = "throws";
  readonly #hanging: ((reason: Error) => void)[] = [];
  #keeper: Checkpoint | undefined;
  readonly #running: Promise<unknown>[] = [];

  /** Runs before each request of either index. */
  readonly before = async () => {
    // Some take longer, so that answers overtake each other.
    this.#asked += 1;
    for (let turn = 0; turn <= (this.#asked * 7) % 5; turn += 1) {
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    this.#left -= 1;
    if (this.#left >= 0) return;
    if (this.#death === "throws") throw new Error("killed");
    await new Promise<never>((_, reject) => this.#hanging.push(reject));
  };

  /** A run that dies at a request, counted from 0; undefined when it has ended before. */
  async killedAt(
    request: number,
    death: Death,
    run: (files: Partial<ParityOptions>) => Promise<ParityReport>,
    options: Partial<ComparisonFilesOptions> = {},
  ): Promise<ParityReport | undefined> {
    [this.#left, this.#death] = [request, death];
    const running = this.run(run, options).catch(() => undefined);
    this.#running.push(running);
    // A process that is killed saves nothing more: what was being saved is waited for.
    let isOver = false;
    void running.finally(() => {
      isOver = true;
    });
    const killed = (async () => {
      while (this.#left >= 0 && !isOver) await new Promise<void>((resolve) => setImmediate(resolve));
      for (let turn = 0; turn < 5; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
      await this.#keeper?.idle();
    })();
    const ended = await Promise.race([running, death === "throws" ? running : killed]);
    this.#left = Number.POSITIVE_INFINITY;
    return ended ?? undefined;
  }

  async run(
    run: (files: Partial<ParityOptions>) => Promise<ParityReport>,
    options: Partial<ComparisonFilesOptions> = {},
  ): Promise<ParityReport> {
    const context = { clock: this.clock, report: (line: string) => void this.reported.push(line) };
    const { checkpoint, digestFile, differencesFile } = this;
    return withComparisonFiles(
      context as unknown as MigrationContext,
      { checkpoint, digestFile, differencesFile, everyMs: 0, request: { of: "docs" }, ...options },
      (files) => {
        this.#keeper = files.keeper as Checkpoint;
        return run({ ...files, clock: this.clock });
      },
    );
  }

  /** Digests as they were kept, in no order. */
  async digests(): Promise<string[]> {
    const lines: string[] = [];
    for await (const { namespace, id, digest } of readDigestFile(this.digestFile)) {
      lines.push(JSON.stringify([namespace, id, digest.toString(16)]));
    }
    return lines.sort();
  }

  async remove(): Promise<void> {
    for (const reject of this.#hanging) reject(new Error("over"));
    await Promise.all(this.#running);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A report without what hangs on the hour. */
export function timeless(report: ParityReport): object {
  const { startedAt: _started, finishedAt: _finished, seal: _seal, differences, ...rest } = report;
  return { ...rest, ...(differences === undefined ? {} : { differences: { ...differences, file: "" } }) };
}

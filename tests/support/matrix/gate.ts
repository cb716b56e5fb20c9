import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** What happens in a process of podshift: a request of its client, or a write of a file. */
export interface Pin {
  readonly kind: "request" | "write";
  /** Regular expression: of the request's path, or of the file's. */
  readonly path: string;
  readonly method?: string;
  /** Name of the index whose data plane is asked; left out: any, or the control plane. */
  readonly index?: string;
  /** Regular expression that the request's body, or the file's text, holds. */
  readonly body?: string;
  /** So many that fit are let through first. */
  readonly skip?: number;
  /** Only what comes after this counts. */
  readonly after?: Omit<Pin, "after" | "skip">;
}

/** A pin whose index was found: an index that isn't made yet is "not the other one". */
export type PlacedPin = Pin & { readonly host?: string; readonly notHost?: string };

/** What goes wrong in the provider's process itself, from the step on. */
export interface Flags {
  /** Its clock is so many milliseconds ahead, from `aheadAfterMs` after the step on. */
  readonly aheadMs?: number;
  readonly aheadAfterMs?: number;
  /** Its requests carry a key that was revoked. */
  readonly revokedKey?: boolean;
  /** Descriptions are those from before the step, for so many milliseconds. */
  readonly staleMs?: number;
  /** "POST /collections" is answered with 403: the emulator has no quota of collections that could be set from outside. */
  readonly quota?: string;
  /** What is described under this path never gets beyond Terminating. */
  readonly terminating?: string;
  /** The answer of the step's own request never comes; it has its effect. */
  readonly noAnswer?: boolean;
}

const PRELOAD = join(__dirname, "preload.cjs");
const LOOK_MS = 5;

/** The place where processes wait at the beginning of a step until something was made to go wrong. */
export class Gate {
  constructor(readonly folder: string) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
  }

  /** Environment of a process that waits at the pin; without one, of a process that never waits. */
  env(base: NodeJS.ProcessEnv, pin?: PlacedPin, record?: string): Record<string, string> {
    const told = {
      folder: this.folder,
      ...(pin === undefined ? {} : { pin }),
      ...(record === undefined ? {} : { record }),
    };
    return {
      NODE_OPTIONS: `${base.NODE_OPTIONS ?? ""} --require ${JSON.stringify(PRELOAD)}`.trim(),
      PODSHIFT_MATRIX: JSON.stringify(told),
    };
  }

  /** True once a process waits; false when `over` came first. */
  async reached(over: Promise<unknown>): Promise<boolean> {
    let ended = false;
    void over.then(
      () => {
        ended = true;
      },
      () => {
        ended = true;
      },
    );
    for (;;) {
      if (existsSync(join(this.folder, "reached"))) return true;
      if (ended) return false;
      await delay(LOOK_MS);
    }
  }

  /** Lets the waiting process go on. */
  go(flags: Flags = {}): void {
    const file = join(this.folder, "go");
    if (existsSync(file)) return;
    // In one step: a file that is there is read at once.
    writeFileSync(`${file}.new`, JSON.stringify(flags));
    renameSync(`${file}.new`, file);
  }

  /** From now on no process that was started with it can write. */
  fillDisk(): void {
    writeFileSync(join(this.folder, "full"), "");
  }

  makeRoom(): void {
    rmSync(join(this.folder, "full"), { force: true });
  }
}

import { deserialize, serialize } from "node:v8";
import type { Ledger, ProjectEvent } from "../store/ledger.js";
import type { Project } from "../store/project.js";
import { dump } from "./dump.js";
import { restore } from "./restore.js";

/** States that a project can be put back to, as the events that lead there. They are in memory, and outlive a reset. */
export class Snapshots {
  readonly #taken = new Map<string, readonly Buffer[]>();

  /** Takes the project's state down. Answers the snapshot's id, counted from 1. */
  take(project: Project): string {
    const id = String(this.#taken.size + 1);
    this.#taken.set(
      id,
      [...dump(project)].map((event) => serialize(event)),
    );
    return id;
  }

  has(id: string): boolean {
    return this.#taken.has(id);
  }

  /**
   * Puts the project back, and what is kept of it. Ports are closed before and opened after, so that no write falls between
   * the two. An unknown id is the caller's to refuse.
   */
  async restore(id: string, project: Project, ledger: Ledger): Promise<void> {
    await project.clear();
    await ledger.replace(this.#withNewer(id, project));
    await restore(project, this.#events(id));
  }

  /** What is made while the ports are closed is there beside the snapshot. */
  *#withNewer(id: string, project: Project): Iterable<ProjectEvent> {
    yield* this.#events(id);
    yield* dump(project);
  }

  *#events(id: string): Iterable<ProjectEvent> {
    for (const event of this.#taken.get(id) ?? []) yield deserialize(event) as ProjectEvent;
  }
}

import { ConfigurationError, clashes, type MigrationSettings } from "./migrationConfig";

/**
 * The migrations that programs of this process have made, for those that don't come from one list: two of one pod index
 * would each undo the other's switch, and its guard.
 */
export class MigrationsOfPrograms {
  /** By the root resource of a program's run: a process may run several programs, and one of them again and again. */
  readonly #byRoot = new WeakMap<object, MigrationSettings[]>();

  /**
   * @param root undefined where no engine runs the program
   * @throws ConfigurationError CONFIG_INVALID when another migration of the same run shares an index, a log or a collection
   */
  add(root: object | undefined, settings: MigrationSettings): void {
    if (root === undefined) return;
    const all = [...(this.#byRoot.get(root) ?? []), settings];
    this.#byRoot.set(root, all);
    const problems = clashes(all);
    if (problems.length > 0) throw new ConfigurationError("CONFIG_INVALID", problems);
  }
}

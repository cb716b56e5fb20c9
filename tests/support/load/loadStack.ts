import type { MigrationConfig } from "podshift";
import { InlineStack } from "../inlineStack";
import type { PodIndexFixture } from "../podIndexFixture";
import type { CommandResult, RunningCommand } from "../stack";
import type { Fleet } from "./fleet";

export interface LoadStackOptions {
  readonly writes: "mirrored" | "deferred";
  readonly timing: NonNullable<MigrationConfig["timing"]>;
}

type Phase = MigrationConfig["phase"];

/** Ends what still runs: a test that fails must not leave a `pulumi up` behind. */
class EndedStack extends InlineStack {
  readonly outputs: string[] = [];
  readonly #running = new Set<RunningCommand>();

  override start(...args: string[]): RunningCommand {
    const command = super.start(...args);
    this.#running.add(command);
    void command.ended
      .then(({ output }) => this.outputs.push(output))
      .catch(() => undefined)
      .then(() => this.#running.delete(command));
    return command;
  }

  async end(): Promise<void> {
    for (const { child, ended } of this.#running) {
      child.kill("SIGKILL");
      await ended.catch(() => undefined);
    }
    this.dispose();
  }
}

/** The real CLI on the pod index that a fleet writes to. */
export class LoadStack {
  private constructor(
    readonly stack: EndedStack,
    readonly fleet: Fleet,
    readonly options: LoadStackOptions,
  ) {}

  static async of(fleet: Fleet, options: LoadStackOptions): Promise<LoadStack> {
    // A stack takes of its fixture the index's name and the service's URL, both of which a fleet has.
    const fixture = { name: fleet.podIndex, emulator: { url: fleet.emulator.url } } as PodIndexFixture;
    const stack = await EndedStack.of(fixture, { phase: "assess", writes: "paused" });
    Object.assign(stack.env, fleet.log.env);
    return new LoadStack(stack as EndedStack, fleet, options);
  }

  /** What every command printed so far. */
  get outputs(): readonly string[] {
    return this.stack.outputs;
  }

  /** Writes the stack file. */
  set(phase: Phase): void {
    const { writes, timing } = this.options;
    this.stack.set({ phase, writes, timing, writeLog: this.fleet.logUrl, parity: { settleSeconds: 0.3 } });
  }

  /** Sets the phase and runs `pulumi up`, which must end well. */
  async reach(phase: Phase): Promise<string> {
    this.set(phase);
    return mustSucceed(`up to ${phase}`, await this.stack.up());
  }

  /** Starts `pulumi up` for the phase that was set. */
  start(): RunningCommand {
    return this.stack.start("up", "--yes", "--skip-preview");
  }

  /** What docs/interrupted.md says to run after a killed `up`; answers what the new `up` came to. */
  async goOn(): Promise<CommandResult> {
    // Nothing to cancel when the CLI was killed before it took the lock, or had ended.
    await this.stack.run("cancel", "--yes");
    mustSucceed("refresh", await this.stack.refresh("--clear-pending-creates"));
    return this.stack.up();
  }

  dispose(): Promise<void> {
    return this.stack.end();
  }
}

function mustSucceed(what: string, { code, output }: CommandResult): string {
  if (code !== 0) throw new Error(`${what} ended with ${code}\n${output}`);
  return output;
}

/** A process of ours. Once it has no step left it hears no answer any more, or not before somebody wakes it. */
export class Process {
  readonly ended: Promise<"killed">;
  #end = () => {};
  readonly #wakes: (() => void)[] = [];
  #over = false;

  /** @param stepsToLive calls until it is killed; negative: reads of the truth after which it is paused */
  constructor(private stepsToLive = Number.POSITIVE_INFINITY) {
    this.ended = new Promise((resolve) => {
      this.#end = () => resolve("killed");
    });
  }

  /** It is going to be killed: its requests fail more often. */
  get doomed(): boolean {
    return Number.isFinite(this.stepsToLive);
  }

  /** Killed or paused: nothing of it goes on, though a promise of it may settle. */
  get isOver(): boolean {
    return this.#over;
  }

  get sleeps(): boolean {
    return this.#wakes.length > 0;
  }

  /** Never resolves: it hears nothing any more. */
  async kill(): Promise<void> {
    this.stepsToLive = 1;
    await this.step(false);
  }

  /** Wakes a process that was paused while somebody else took over. */
  wake(): void {
    this.stepsToLive = Number.POSITIVE_INFINITY;
    this.#over = false;
    for (const wake of this.#wakes.splice(0)) wake();
  }

  async step(mayWake: boolean): Promise<void> {
    if (!this.#over) {
      if (this.stepsToLive > 0) this.stepsToLive -= 1;
      else if (mayWake) this.stepsToLive += 1;
      this.#over = this.stepsToLive === 0;
    }
    if (!this.#over) return;
    this.#end();
    await new Promise<void>((resolve) => {
      if (mayWake) this.#wakes.push(resolve);
    });
  }
}

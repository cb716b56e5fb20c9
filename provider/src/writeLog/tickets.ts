/** One write on its way: from before its entries are logged until its effect is known. */
export interface Ticket {
  /** The first segment that its entries may be in. */
  segment: number;
  /** The lowest hybrid time of entries that aren't durable yet. */
  lowest: number | undefined;
}

/**
 * The writes of one writer that aren't over. What the done-mark and the watermark say follows from them: a mark never
 * passes a write whose effect isn't known.
 */
export class Tickets {
  readonly #flying = new Set<Ticket>();
  readonly #settling = new Set<Ticket>();
  readonly #unknown = new Set<Ticket>();

  /** Writes whose callers wait. */
  get flying(): number {
    return this.#flying.size;
  }

  /** True when nothing is under way: a fence may be acknowledged. Writes of unknown outcome are nobody's wait. */
  get drained(): boolean {
    return this.#flying.size === 0 && this.#settling.size === 0;
  }

  begin(segment: number): Ticket {
    const ticket: Ticket = { segment, lowest: undefined };
    this.#flying.add(ticket);
    return ticket;
  }

  /** The caller has its answer, or its error. */
  end(ticket: Ticket): void {
    this.#flying.delete(ticket);
  }

  /** Answered, but not yet on every replica. Returns what ends it. */
  settle({ segment }: Ticket): () => void {
    return keep(this.#settling, segment);
  }

  /** Its outcome isn't known: the done-mark stays before it until the answer's own end. */
  unknown({ segment }: Ticket): () => void {
    return keep(this.#unknown, segment);
  }

  /** Every entry in segments below this has had its effect or its refusal. */
  doneMark(next: number): number {
    let mark = next;
    for (const set of [this.#flying, this.#settling, this.#unknown]) {
      for (const { segment } of set) mark = Math.min(mark, segment);
    }
    return mark;
  }

  /** Nothing below this hybrid time is appended any more. */
  lowestTime(now: number): number {
    let lowest = now;
    for (const ticket of this.#flying) if (ticket.lowest !== undefined) lowest = Math.min(lowest, ticket.lowest);
    return lowest;
  }
}

function keep(set: Set<Ticket>, segment: number): () => void {
  const kept: Ticket = { segment, lowest: undefined };
  set.add(kept);
  return () => set.delete(kept);
}

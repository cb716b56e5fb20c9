/** Something that is listed in the order of its making. */
export interface InOrder {
  readonly order: number;
}

let last = 0;

/** Greater than every number given before: pages go on after it, whatever was deleted meanwhile. */
export function nextOrder(): number {
  last += 1;
  return last;
}

/** A pod type taken apart. */
export interface PodKind {
  /** Such as "p1". */
  readonly type: string;
  /** x1, x2, x4 or x8 as a number: a bigger pod costs that many times as much. */
  readonly size: number;
}

/** Takes "p1.x2" apart. A type without a size is of size x1. */
export function podKind(podType: string): PodKind {
  const [type = podType, size = "x1"] = podType.split(".");
  const times = Number(size.replace(/^x/, ""));
  return { type, size: Number.isInteger(times) && times > 0 ? times : 1 };
}

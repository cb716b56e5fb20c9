import type { ControlRecord } from "../../writeLog/control";
import type { Position } from "../../writeLog/position";
import { atSegments } from "./foldPosition";
import type { WriterEnds } from "./merge";

/** Each writer's end: its seal's number, or the end that was read inside the fence. */
export function writerEnds({ writers }: ControlRecord, fenceEnd: Position | undefined): WriterEnds {
  const ends = Object.entries(writers).map(([w, { end }]): [string, number | undefined] => [w, end ?? fenceEnd?.[w]]);
  const known = Object.fromEntries(ends.filter((each): each is [string, number] => each[1] !== undefined));
  return { ...Object.fromEntries(ends.map(([w]) => [w, undefined])), ...atSegments(known) };
}

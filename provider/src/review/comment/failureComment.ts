import { fenced, joined, md } from "./markdown";
import { markerOf } from "./marker";

/** What stands in a comment's place when the review failed: an old verdict must not go on standing there. */
export function failureComment(stack: string, message: string): string {
  const body = joined(
    [
      md`### ⛔ stack ${stack} · **the review failed**`,
      md`Nothing is known about this change. An earlier verdict in this place is void.`,
      fenced(message.length > 20_000 ? "the message is too long for a comment: the job's log has it" : message),
    ],
    "\n\n",
  );
  return `${markerOf(stack)}\n\n${body.source}`;
}

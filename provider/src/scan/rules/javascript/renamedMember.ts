import type { Edit } from "../../finding";
import { replaceNode } from "../../span";
import type { MemberUse } from "./names/answerMembers";

/** Writes a property's new name; in a pattern the variable keeps its own. */
export function renamedMember({ name, nameNode }: MemberUse, to: string): Edit {
  const short = nameNode.kind() === "shorthand_property_identifier_pattern";
  return replaceNode(nameNode, short ? `${to}: ${name}` : to);
}

import { PodshiftError } from "../../errors";
import type { Active } from "../../migration/activeIndex";
import type { MigrationContext } from "../../migration/context";
import { ownedBefore } from "../../migration/ownership";
import { switchedBefore, switchedByOther } from "../../migration/switchedBy";
import { type LogPlace, opened, whoServesNow } from "./logPlace";

interface Asked {
  readonly active: Active;
  readonly podIndex: string;
  readonly __log?: LogPlace;
}

/**
 * A stack must not undo the switch, nor the guard, of another one. One that has the migration in its state may have made it,
 * and been killed before that was recorded: for it the pod index's tag says whose it is. One that hasn't did not make it, or
 * its state is lost. An older name counts only where the state has the switch: else somebody else may bear it by now, or the
 * state is a copy of theirs.
 *
 * @param olds as the state has it; undefined for one that is new
 */
export async function switchedByAnother(
  context: MigrationContext,
  olds: Partial<Asked> | undefined,
  news: Asked,
): Promise<PodshiftError | undefined> {
  const { client, stack } = context;
  const { active, podIndex } = news;
  if (active === "serverless") return undefined;
  const hasSwitch = olds?.active === "serverless";
  const self = hasSwitch || stack === undefined ? stack : { now: stack.now };
  const other = switchedByOther(await client.describeIndex(podIndex), self);
  if (other === undefined && (olds !== undefined || (await whoServesNow(context, news)) === "pod")) return undefined;
  const maker = other === undefined ? "the stack" : `stack ${other.replace("@", "/")},`;
  return new PodshiftError(
    "PHASE_NOT_ALLOWED",
    `traffic of ${podIndex} is on serverless already, and this stack did not switch it`,
    { next: `use ${maker} that made the cutover; ${hasSwitch ? RENAMED : BEGIN_AT_CUTOVER}` },
  );
}

const BEGIN_AT_CUTOVER = "or begin this one with `phase: cutover`, from where `copy` is the way back";
const RENAMED = "if it is gone, or was this one under an older name, `pulumi stack rename` gives its name to this one";

/**
 * The older names of this stack that its switch or its log still has. A run that changes nothing keeps no URN of before, so a
 * check keeps these in its inputs; and none that nothing has any more, for another stack may be given that name.
 */
export async function namesInUse(
  { client, stack }: MigrationContext,
  { podIndex, __log }: Asked,
): Promise<{ __stacks?: string[] }> {
  if (stack?.before === undefined) return {};
  const [pod, record] = [await client.describeIndex(podIndex), await opened(__log)?.control.find()];
  const names = [switchedBefore(pod, stack), ownedBefore(record, stack)].filter((name) => name !== undefined);
  return names.length === 0 ? {} : { __stacks: [...new Set(names)] };
}

import type { Active } from "../../migration/activeIndex";
import type { MigrationContext } from "../../migration/context";
import { hasUncomparedRound } from "../../migration/cutover/unfinished";
import { ANOTHER_POD_INDEX_NEXT, type Phase } from "../../migration/phases";
import { bearsOurTag } from "../../migration/tags";
import type { IndexDescription } from "../../pinecone/types";
import type { OpenLog } from "../../writeLog/openLog";
import type { CheckFailure } from "./define";
import { type LogPlace, opened, whoServesNow } from "./logPlace";

interface Asked {
  readonly active: Active;
  readonly podIndex: string;
  readonly serverlessIndex: string;
  readonly __phase: Phase;
  readonly __log?: LogPlace;
}

/**
 * `retire` needs the switch to have been finished, as the last run recorded it and as the cloud has it. Where `cutover` can't
 * be gone back to, as Preflight has it too, it says so, and what the way is.
 *
 * @param olds as the state has it; undefined for one that is new
 */
export async function switchNotFinished(
  context: MigrationContext,
  olds: Partial<Asked> | undefined,
  news: Asked,
): Promise<CheckFailure[]> {
  const serving = await whoServesNow(context, news);
  const isSwitched = olds?.active === "serverless" && serving === "serverless";
  const pod = await context.client.describeIndex(news.podIndex);
  const log = opened(news.__log);
  if (pod !== undefined && (await isAnother(pod, olds, log))) return [anotherPodIndex(news)];
  if (isSwitched && (pod === undefined || !(await hasUncomparedRound(log)))) return [];
  if (pod === undefined && olds !== undefined) return [podIndexGone(news, serving)];
  return [cutoverUnfinished(news, isSwitched)];
}

/**
 * True for a pod index without any tag of ours where the one that was migrated had some. After a refresh the state no longer
 * says that `retire` was begun, and takes who serves from this pod index; it still says that a cutover was done. A log that is
 * not closed knows better than the tag: there traffic was taken back.
 */
async function isAnother(
  pod: IndexDescription,
  olds: Partial<Asked> | undefined,
  log: OpenLog | undefined,
): Promise<boolean> {
  if (bearsOurTag(pod)) return false;
  if (olds?.__phase === "retire") return true;
  return olds?.__phase === "cutover" && (log === undefined || (await closedOnServerless(log)));
}

async function closedOnServerless({ control }: OpenLog): Promise<boolean> {
  const record = await control.find();
  return record?.state === "closed" && record.active === "serverless";
}

/** Not one that is still to be switched: the phase before can't be gone back to, and would take traffic away from serverless. */
function anotherPodIndex({ podIndex, serverlessIndex }: Asked): CheckFailure {
  return notFinished(
    `${podIndex} has no tag of podshift: it is another pod index of this name than the one whose traffic is on ${serverlessIndex}, unless somebody took the tags away; podshift leaves both alone`,
    `if it is the one that was migrated, give it the tag \`podshift=cutover\` back, and run \`pulumi refresh\`; ${ANOTHER_POD_INDEX_NEXT}`,
  );
}

/** No phase switches what is gone. The state may be of a refresh that found another pod index of the name. */
function podIndexGone({ podIndex, serverlessIndex }: Asked, serving: Active): CheckFailure {
  if (serving === "serverless") {
    return notFinished(
      `${podIndex} is gone and traffic is on ${serverlessIndex}, but the stack's state has it that it is not`,
      "run `pulumi refresh`, which looks who serves, and then `pulumi up`",
    );
  }
  return notFinished(
    `${podIndex} is gone, and as the write log has it traffic is on it: there is nothing to switch from any more`,
    'docs/interrupted.md, "Something was deleted or changed by hand"',
  );
}

function cutoverUnfinished({ podIndex }: Asked, isSwitched: boolean): CheckFailure {
  const how = isSwitched
    ? "was switched to serverless, and what the switch brought over is not compared yet"
    : "was not switched to serverless";
  return notFinished(
    `traffic of ${podIndex} ${how}: the cutover has not finished`,
    "set `phase: cutover` and run `pulumi up` until it succeeds",
  );
}

function notFinished(fact: string, next: string): CheckFailure {
  return { property: "active", reason: `${fact} (SWITCH_NOT_FINISHED)\n  Next: ${next}` };
}

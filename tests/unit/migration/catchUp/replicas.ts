import { randomUUID } from "node:crypto";
import { PodshiftError } from "../../../../provider/src/errors";
import type { CatchUpState } from "../../../../provider/src/migration/catchUp/state";
import type { MigrationContext } from "../../../../provider/src/migration/context";
import { refuseReplicasAdded, settling } from "../../../../provider/src/migration/ways/replicasAdded";
import type { WayRequest } from "../../../../provider/src/migration/ways/runningWay";
import { Control } from "../../../../provider/src/writeLog/control";
import type { Surroundings } from "./cuts";

/** What the rules of replicas that came after the log see of a history. */
type Seen = Pick<Surroundings, "world" | "process" | "cut">;

/** The state with which the way there begins. */
export async function settled(
  at: Seen,
  state: CatchUpState,
  save: (state: CatchUpState) => Promise<void>,
): Promise<CatchUpState> {
  const [context, log] = outside(at);
  const waits = at.cut !== "wait for writers to hear of replicas";
  const clock = waits ? context.clock : { ...context.clock, sleep: async () => undefined };
  const begun = await settling({ ...context, clock }, log, state, save);
  const { position, read } = state;
  return at.cut === "log anew for replicas" ? { ...begun, position, read } : begun;
}

/** Whether the run ends here, for there are replicas that it didn't know of. */
export async function isPostponed(at: Seen): Promise<boolean> {
  if (at.cut === "postponed for replicas") return false;
  try {
    await refuseReplicasAdded(...outside(at));
    return false;
  } catch (error) {
    if (error instanceof PodshiftError && error.code === "CUTOVER_POSTPONED") return true;
    throw error;
  }
}

function outside({ world, process }: Seen): [MigrationContext, Pick<WayRequest, "pod" | "log">] {
  const clock = world.clock(process);
  const pod = () => ({ name: "p", host: "p", spec: { kind: "pod", replicas: world.replicas } });
  const describeIndex = async () => {
    await world.step(process, 0.3);
    return pod();
  };
  const context = {
    client: { describeIndex },
    clock,
    signal: new AbortController().signal,
    report: () => undefined,
  } as unknown as MigrationContext;
  const log = { control: new Control(world.store, clock, randomUUID), store: world.store };
  return [context, { pod: pod(), log } as unknown as Pick<WayRequest, "pod" | "log">];
}

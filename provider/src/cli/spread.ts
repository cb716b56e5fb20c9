import type { Command } from "commander";
import type { CliIo } from "./io";
import { addSpreadApply } from "./spread/apply";
import { addSpreadDecode } from "./spread/decode";
import { addSpreadDigest } from "./spread/digest";
import { addSpreadFold } from "./spread/fold";
import { addSpreadLead } from "./spread/lead";
import { type SpreadStreams, standardStreams } from "./spread/streams";

/** `podshift spread lead|apply|decode|fold|digest`: the parts of a distributed catch-up that are not Spark's. */
export function addSpread(program: Command, io: CliIo, streams: SpreadStreams = standardStreams): void {
  const spread = program
    .command("spread")
    .summary("what the distributed catch-up on Spark calls: lead, apply, decode; fold and digest to compare")
    .description(
      "A backlog beyond one machine is folded by Apache Spark and applied by many tasks at once. The job calls these " +
        "commands; by hand `podshift catch-up` does the same in one process.",
    );
  addSpreadLead(spread, io, streams);
  addSpreadApply(spread, io, streams);
  addSpreadDecode(spread, streams);
  addSpreadFold(spread, io, streams);
  addSpreadDigest(spread, io, streams);
}

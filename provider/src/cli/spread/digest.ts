import type { Command } from "commander";
import { FoldedDigest } from "../../migration/spread/digest";
import { linesIn } from "../../util/lines";
import type { CliIo } from "../io";
import { type SpreadStreams, toldAsJson, writeLine } from "./streams";

/** `podshift spread digest`: compares what two engines folded. */
export function addSpreadDigest(spread: Command, io: CliIo, streams: SpreadStreams): void {
  spread
    .command("digest")
    .summary("a digest of folded records, in whatever order they come")
    .description("Reads folded records, one a line, on standard input; lines that end a part are passed over.")
    .action(() =>
      toldAsJson(io, async () => {
        const digest = new FoldedDigest();
        for await (const line of linesIn(streams.from)) if (line !== "" && !isEnd(line)) digest.add(line);
        await writeLine(streams, JSON.stringify({ records: digest.records, digest: digest.digest }));
      }),
    );
}

function isEnd(line: string): boolean {
  return line.startsWith('{"end"');
}

import { randomUUID } from "node:crypto";
import type { Command } from "commander";
import { PodshiftError, stopped } from "../../errors";
import { readyServerless } from "../../migration/activeIndex";
import type { MigrationContext } from "../../migration/context";
import { describePod } from "../../migration/podIndex";
import { leading, refuseUnfit } from "../../migration/spread/begin";
import { readCommand } from "../../migration/spread/commands";
import type { Said, SpreadLeader } from "../../migration/spread/leader";
import { systemClock } from "../../util/clock";
import { linesIn } from "../../util/lines";
import { connected } from "../connection";
import type { CliIo } from "../io";
import { logFor } from "../logFor";
import { errorJson, type SpreadStreams, toldAsJson, wholeFrom, writeLine } from "./streams";

interface LeadFlags {
  readonly log: string;
  readonly parts: number;
  readonly importIntegration?: string;
}

const PARTS = 64;

/** `podshift spread lead`: holds the applier's lease for a whole distributed catch-up, and does what its driver asks. */
export function addSpreadLead(spread: Command, io: CliIo, streams: SpreadStreams): void {
  spread
    .command("lead")
    .summary("leads a distributed catch-up (its driver calls it)")
    .description(
      "Holds the applier's lease for the whole job, and speaks JSON lines: commands on standard input, answers on standard " +
        "output. The first line is the plan. An unfinished job is gone on with. When standard input ends before `finish`, " +
        "the job is left as it is.",
    )
    .requiredOption("--log <url>", "the write log's URL")
    .option("--parts <n>", "parts of a new job", wholeFrom(1), PARTS)
    .option("--import-integration <id>", "the service's storage integration that reads what is imported")
    .addHelpText(
      "after",
      "\nThe key comes from PINECONE_API_KEY.\n\nExample:\n  podshift spread lead --log file:///srv/podshift/docs --parts 64",
    )
    .action((flags: LeadFlags) => toldAsJson(io, () => lead(flags, io, streams)));
}

async function lead(flags: LeadFlags, io: CliIo, streams: SpreadStreams): Promise<void> {
  const ending = new AbortController();
  // Read from the start: a driver that is gone is noticed also while a command is done.
  const commands = new Commands(streams, () => ending.abort());
  const signal = AbortSignal.any([io.signal, ending.signal]);
  signal.addEventListener("abort", () => commands.end(), { once: true });
  const context: MigrationContext = {
    ...{ client: connected({ ...io, signal }), clock: systemClock, signal },
    progress: (text) => io.err(text),
    report: (text) => io.err(text),
    warn: (text) => io.err(`warning: ${text}`),
  };
  try {
    await leading(context, await betweenOf(context, flags.log), optionsOf(flags), async (leader) => {
      await say(streams, await leader.plan());
      await obey(leader, commands, io, streams);
    });
  } catch (error) {
    await say(streams, { event: "failed", ...errorJson(error, io) });
    throw error;
  } finally {
    commands.end();
    // A pipe that is read keeps the process alive.
    streams.from.destroy();
  }
}

async function betweenOf(context: MigrationContext, url: string): Promise<Parameters<typeof leading>[1]> {
  const log = logFor(url);
  const record = await log.control.read();
  refuseUnfit(record);
  const { pod, serverless } = record;
  if (serverless === undefined) throw noCopyYet(pod.name);
  return {
    log,
    pod: await describePod(context, pod.name),
    serverless: await readyServerless(context, serverless.name),
  };
}

function optionsOf({ parts, importIntegration: integration }: LeadFlags): Parameters<typeof leading>[2] {
  return { parts, nonce: randomUUID, ...(integration === undefined ? {} : { integration }) };
}

/** Does one command after the other, up to `finish`. */
async function obey(leader: SpreadLeader, commands: Commands, io: CliIo, streams: SpreadStreams): Promise<void> {
  for await (const line of commands.lines()) {
    try {
      const said = await leader.do(readCommand(line));
      for (const each of said) await say(streams, each);
      if (said.some(({ event }) => event === "finished")) return;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      await say(streams, { event: "refused", do: namedIn(line), ...errorJson(error, io) });
    }
  }
  throw stopped("the driver has gone");
}

/** What was asked for isn't done, and the job may go on. */
function isRefusal(error: unknown): boolean {
  return error instanceof PodshiftError && (error.code === "SPREAD_INCOMPLETE" || error.code === "SPREAD_INPUT_BROKEN");
}

function namedIn(line: string): unknown {
  try {
    return (JSON.parse(line) as { do?: unknown }).do;
  } catch {
    return undefined;
  }
}

function say(streams: SpreadStreams, said: Said): Promise<void> {
  return writeLine(streams, JSON.stringify(said));
}

/** The driver's lines. They are read while a command is done, so that their end is noticed. */
class Commands {
  readonly #waiting: string[] = [];
  #last = "";
  #over = false;
  #wake: () => void = () => undefined;

  constructor(
    readonly streams: SpreadStreams,
    gone: () => void,
  ) {
    void this.#read()
      .catch(() => undefined)
      .then(() => {
        // A driver may close its end right behind `finish`: that is still done.
        if (!this.#over && namedIn(this.#last) !== "finish") gone();
        this.end();
      });
  }

  async *lines(): AsyncGenerator<string> {
    for (;;) {
      const next = this.#waiting.shift();
      if (next !== undefined) yield next;
      else if (this.#over) return;
      else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }

  end(): void {
    this.#over = true;
    this.#wake();
  }

  async #read(): Promise<void> {
    for await (const line of linesIn(this.streams.from)) {
      if (line === "") continue;
      this.#waiting.push(line);
      this.#last = line;
      this.#wake();
      if (this.#over) return;
    }
  }
}

function noCopyYet(podIndex: string): PodshiftError {
  return new PodshiftError("PHASE_NOT_ALLOWED", `there is no copy of ${podIndex} yet to bring writes to`, {
    next: "set `phase: copy` and run `pulumi up` first",
  });
}

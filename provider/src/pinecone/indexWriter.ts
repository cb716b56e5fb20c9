import type { Index } from "@pinecone-database/pinecone";
import { stopped } from "../errors";
import { tellsOfUpsert, tellsOfWrite } from "./answers";
import { type Exchange, inExchange, lsnOf } from "./exchange";
import { describeFailure, failedDelete, failedWrite, transportErrorOf } from "./failures";
import type { TransportError } from "./transport";
import type { IndexWriter, RecordUpdate, WriteOutcome } from "./types";
import { upsertBody } from "./upsertBody";

/** What the client checks in place of a record's values, which are in the body that is sent. */
const NO_VALUES: number[] = [];

/** Whoever sent it is not the service, or not well: read as an answer it would be a write that nobody has. */
const NO_ANSWER_OF_A_WRITE: WriteOutcome = { kind: "unknown", reason: "an answer of success that tells of no write" };

/** Writes to the index at a host; its client must not repeat requests. */
export function indexWriter(index: Index, host: string, signal: AbortSignal | undefined): IndexWriter {
  const write = writing(signal);
  return {
    upsert: (namespace, records) =>
      write(`upsert to ${host}`, failedWrite, tellsOfUpsert(records), (exchange) => {
        exchange.body = upsertBody(namespace, records);
        return index.upsert({ namespace, records: records.map(({ id }) => ({ id, values: NO_VALUES })) });
      }),
    deleteIds: (namespace, ids) =>
      write(`delete from ${host}`, failedDelete, tellsOfWrite, () => index.deleteMany({ namespace, ids: [...ids] })),
    update: (namespace, change) =>
      write(`update in ${host}`, failedWrite, tellsOfWrite, () => index.update({ namespace, ...toSentUpdate(change) })),
  };
}

type Write = (
  what: string,
  failed: (error: TransportError) => WriteOutcome | undefined,
  isDone: (answer: unknown) => boolean,
  request: (exchange: Exchange) => Promise<void>,
) => Promise<WriteOutcome>;

function writing(signal: AbortSignal | undefined): Write {
  return (what, failed, isDone, request) =>
    inExchange(async (exchange): Promise<WriteOutcome> => {
      if (signal?.aborted) throw stopped(signal.reason);
      exchange.keepsAnswer = true;
      try {
        await request(exchange);
        if (!isDone(JSON.parse(exchange.answer?.toString("utf8") ?? ""))) return NO_ANSWER_OF_A_WRITE;
      } catch (error) {
        if (signal?.aborted) throw stopped(error);
        if (!exchange.sent) throw error;
        const transport = transportErrorOf(error);
        // An answer of 200 that the client can't read: whoever sent it is not the service, or not well.
        if (transport === undefined) return { kind: "unknown", reason: "an answer that can't be read" };
        const outcome = failed(transport);
        if (outcome === undefined) throw describeFailure(error, what);
        return outcome;
      }
      const lsn = lsnOf(exchange, "x-pinecone-request-lsn");
      return lsn === undefined ? { kind: "applied" } : { kind: "applied", lsn };
    });
}

function toSentUpdate({ id, values, sparseValues, setMetadata }: RecordUpdate) {
  return {
    id,
    ...(values === undefined ? {} : { values: [...values] }),
    ...(sparseValues === undefined ? {} : { sparseValues: toSentSparse(sparseValues) }),
    ...(setMetadata === undefined ? {} : { metadata: setMetadata }),
  };
}

function toSentSparse({ indices, values }: { indices: readonly number[]; values: readonly number[] }) {
  return { indices: [...indices], values: [...values] };
}

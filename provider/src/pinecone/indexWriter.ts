import type { Index, PineconeRecord } from "@pinecone-database/pinecone";
import { stopped } from "../errors";
import { inExchange, lsnOf } from "./exchange";
import { describeFailure, failedDelete, failedWrite, transportErrorOf } from "./failures";
import type { TransportError } from "./transport";
import type { IndexWriter, RecordUpdate, StoredRecord, WriteOutcome } from "./types";

/** Writes to the index at a host; its client must not repeat requests. */
export function indexWriter(index: Index, host: string, signal: AbortSignal | undefined): IndexWriter {
  const write = writing(signal);
  return {
    upsert: (namespace, records) =>
      write(`upsert to ${host}`, failedWrite, () => index.upsert({ namespace, records: records.map(toSentRecord) })),
    deleteIds: (namespace, ids) =>
      write(`delete from ${host}`, failedDelete, () => index.deleteMany({ namespace, ids: [...ids] })),
    update: (namespace, change) =>
      write(`update in ${host}`, failedWrite, () => index.update({ namespace, ...toSentUpdate(change) })),
  };
}

type Write = (
  what: string,
  failed: (error: TransportError) => WriteOutcome | undefined,
  request: () => Promise<void>,
) => Promise<WriteOutcome>;

function writing(signal: AbortSignal | undefined): Write {
  return (what, failed, request) =>
    inExchange(async (exchange): Promise<WriteOutcome> => {
      if (signal?.aborted) throw stopped(signal.reason);
      try {
        await request();
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

/** A record without dense values, as sparse indexes have them, goes without the field. */
function toSentRecord({ id, values, sparseValues, metadata }: StoredRecord): PineconeRecord {
  const sparse = sparseValues === undefined ? {} : { sparseValues: toSentSparse(sparseValues) };
  const dense = values.length === 0 && sparseValues !== undefined ? {} : { values: [...values] };
  return { id, ...dense, ...sparse, ...(metadata === undefined ? {} : { metadata }) };
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

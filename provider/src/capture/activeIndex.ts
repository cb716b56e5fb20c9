import { PodshiftError } from "../errors";
import { requireIndexHost } from "../util/keyHosts";
import type { Active, ControlRecord, IndexPlace } from "../writeLog/control";
import { type ClientFacts, type ClientIndex, inspectClient } from "./client";

/** Makes a client's index for a place that the control record names. */
export type Connect = (place: IndexPlace) => ClientIndex | Promise<ClientIndex>;

/**
 * The indexes that a captured one may stand for. The application's own is one of the two; the other is connected when it
 * is first needed.
 */
export class ActiveIndexes {
  readonly #connected = new Map<string, Promise<ClientIndex>>();
  readonly #own: Active;

  /** @throws CONFIG_INVALID when the application's index is neither of the log's */
  constructor(
    readonly facts: ClientFacts,
    readonly connect: Connect,
    first: ControlRecord,
    /** The control record as last heard. */
    readonly record: () => ControlRecord,
  ) {
    this.#own = ownRole(facts, first);
  }

  /** True when this is the application's own index. */
  isOwn(active: Active): boolean {
    return active === this.#own;
  }

  /** Where the other index is: what is kept of it stands under this. */
  hostOf(active: Active): string {
    return this.#place(active).host;
  }

  /** The other index, in its default namespace. */
  other(active: Active): Promise<ClientIndex> {
    const place = this.#place(active);
    const known = this.#connected.get(place.host);
    if (known !== undefined) return known;
    const made = this.check(place);
    this.#connected.set(place.host, made);
    made.catch(() => this.#connected.delete(place.host));
    return made;
  }

  /**
   * Connects and looks whether the client is fit for capture.
   *
   * @throws CAPTURE_UNSUPPORTED, INDEX_HOST_REFUSED for a host that the application's key may not go to
   */
  async check(place: IndexPlace): Promise<ClientIndex> {
    requireIndexHost(place.host, [this.facts.host, process.env.PINECONE_CONTROLLER_HOST]);
    const index = await this.connect(place);
    if (inspectClient(index).dialect === this.facts.dialect) return index;
    throw new PodshiftError(
      "CAPTURE_UNSUPPORTED",
      "`connect` gives an index of another client version than the captured one",
      {
        next: "use the same `pc.index(...)` in both places",
      },
    );
  }

  #place(active: Active): IndexPlace {
    const { pod, serverless, log } = this.record();
    const place = active === "pod" ? pod : serverless;
    if (place !== undefined) return place;
    throw new PodshiftError("LOG_BROKEN", `the control record of log ${log} names no ${active} index, but it serves`);
  }
}

/** A wrong log is found before the first write. */
function ownRole({ name, host }: ClientFacts, { pod, serverless }: ControlRecord): Active {
  const is = (place: IndexPlace | undefined) =>
    place !== undefined && (host === "" ? place.name === name : bare(place.host) === bare(host));
  if (is(pod)) return "pod";
  if (is(serverless)) return "serverless";
  throw new PodshiftError("CONFIG_INVALID", `the write log is that of index ${pod.name}, not of ${name || host}`, {
    facts: { index: name || host, pod: pod.name, podHost: pod.host },
    next: "give captureWrites the index and the log of one and the same migration",
  });
}

function bare(host: string): string {
  return host.replace(/^https?:\/\//, "").replace(/\/+$/, "");
}

import { PodshiftError } from "../../errors";
import { requireIndexHost } from "../../util/keyHosts";
import type { Active, ControlRecord } from "../../writeLog/control";

/** Where an index is. */
export interface Origin {
  /** `https://host:port` or `http://host:port`. */
  readonly url: string;
  readonly secure: boolean;
  readonly hostname: string;
  readonly port: number;
  /** As the Host header has it. */
  readonly authority: string;
}

const known = new Map<string, Origin>();
/** Hosts come from the control record: a handful in a process's life. */
const MOST_KNOWN = 100;

/**
 * Where the index that serves is, by the control record. A host without a scheme is https, as the service gives it.
 *
 * @throws LOG_BROKEN, INDEX_HOST_REFUSED for a host that the clients' keys may not go to
 */
export function originOf(record: ControlRecord, active: Active): Origin {
  const place = active === "pod" ? record.pod : record.serverless;
  if (place === undefined) {
    const summary = `the control record of log ${record.log} names no ${active} index, but it serves`;
    throw new PodshiftError("LOG_BROKEN", summary);
  }
  const found = known.get(place.host);
  if (found !== undefined) return found;
  const origin = parsed(place.host);
  if (known.size < MOST_KNOWN) known.set(place.host, origin);
  return origin;
}

function parsed(host: string): Origin {
  const text = /^https?:\/\//.test(host) ? host : `https://${host}`;
  if (!URL.canParse(text)) {
    throw new PodshiftError("LOG_BROKEN", `the control record has a host that can't be one: ${JSON.stringify(host)}`);
  }
  requireIndexHost(host, [process.env.PINECONE_CONTROLLER_HOST]);
  const { protocol, hostname, port, host: authority, origin } = new URL(text);
  const secure = protocol === "https:";
  return {
    url: origin,
    secure,
    hostname: hostname.replace(/^\[|\]$/g, ""),
    port: port === "" ? (secure ? 443 : 80) : Number(port),
    authority,
  };
}

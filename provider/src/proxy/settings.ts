import { isIP } from "node:net";
import { createSecureContext } from "node:tls";
import { PodshiftError } from "../errors";
import { DEFAULT_LIMITS, type ProxyLimits } from "./limits";
import type { Place, TlsFiles } from "./listener";

/** Files of the certificate and its key. */
export interface TlsArguments {
  readonly tlsCert?: string;
  readonly tlsKey?: string;
}

/** The command's options, as they were typed. */
export interface ProxyArguments extends TlsArguments {
  readonly listen: string;
  readonly admin?: string;
  readonly maxBody?: string;
  readonly maxHeader?: string;
  readonly maxConnections?: string;
  readonly maxRequests?: string;
  readonly maxBuffered?: string;
  readonly receiveSeconds?: string;
  readonly idleSeconds?: string;
  readonly serviceSeconds?: string;
  readonly drainSeconds?: string;
}

export interface ProxySettings {
  readonly listen: Place;
  readonly admin: Place | undefined;
  readonly tls: TlsFiles | undefined;
  readonly limits: ProxyLimits;
}

/** A limit's option: where it goes, what one of it is, and its least and most. */
type LimitOption = readonly [
  option: string,
  name: keyof ProxyArguments,
  limit: keyof ProxyLimits,
  unit: number,
  least: number,
  most: number,
];

const GIGABYTE = 1024 ** 3;
/** A write whose outcome isn't known for longer than `lateMs` (60 s) would break what the log promises. */
const MOST_SERVICE_SECONDS = 60;

const LIMITS: readonly LimitOption[] = [
  ["--max-body", "maxBody", "bodyBytes", 1, 1024, GIGABYTE],
  ["--max-header", "maxHeader", "headerBytes", 1, 1024, 16 * 1024 ** 2],
  ["--max-connections", "maxConnections", "connections", 1, 1, 1_000_000],
  ["--max-requests", "maxRequests", "requests", 1, 1, 1_000_000],
  ["--max-buffered", "maxBuffered", "bufferedBytes", 1, 1024, 1024 * GIGABYTE],
  ["--receive-seconds", "receiveSeconds", "receiveMs", 1000, 1, 3_600],
  ["--idle-seconds", "idleSeconds", "idleMs", 1000, 10, 86_400],
  ["--service-seconds", "serviceSeconds", "serviceMs", 1000, 1, MOST_SERVICE_SECONDS],
  ["--drain-seconds", "drainSeconds", "drainMs", 1000, 0, 3_600],
];

/**
 * Reads the arguments, and says everything that is wrong with them at once.
 *
 * @param read reads a file; throws when it can't
 * @throws CONFIG_INVALID
 */
export function readSettings(given: ProxyArguments, read: (path: string) => Buffer): ProxySettings {
  const findings: string[] = [];
  const place = (option: string, text: string) => placeOf(option, text, findings);
  const listen = place("--listen", given.listen);
  const admin = given.admin === undefined ? undefined : place("--admin", given.admin);
  const tls = tlsOf(given, read, findings);
  const limits = limitsOf(given, findings);
  if (admin !== undefined && admin.port !== 0 && admin.port === listen.port && admin.host === listen.host) {
    findings.push("--admin: it can't be the data port");
  }
  if (findings.length === 0) return { listen, admin, tls, limits };
  throw new PodshiftError("CONFIG_INVALID", `the arguments are wrong:\n  ${findings.join("\n  ")}`, {
    next: "`podshift proxy --help` shows how they are given",
  });
}

function placeOf(option: string, text: string, findings: string[]): Place {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text);
  const [, inBrackets, plain, digits] = match ?? [];
  const port = Number(digits);
  const isHost = inBrackets === undefined || isIP(inBrackets) === 6;
  if (match === null || !isHost || port > 65_535) {
    findings.push(`${option}: ${JSON.stringify(text)} is no HOST:PORT, such as 127.0.0.1:5081 or [::1]:5081`);
  }
  return { host: inBrackets ?? plain ?? "", port };
}

/**
 * Reads certificate and key, as at the start; undefined when none are given.
 *
 * @throws CONFIG_INVALID when they can't be used
 */
export function readTls(given: TlsArguments, read: (path: string) => Buffer): TlsFiles | undefined {
  const findings: string[] = [];
  const tls = tlsOf(given, read, findings);
  if (findings.length > 0) throw new PodshiftError("CONFIG_INVALID", findings.join("; "));
  return tls;
}

function tlsOf({ tlsCert, tlsKey }: TlsArguments, read: (path: string) => Buffer, findings: string[]) {
  if (tlsCert === undefined && tlsKey === undefined) return undefined;
  if (tlsCert === undefined || tlsKey === undefined) {
    findings.push("--tls-cert and --tls-key: give both or none");
    return undefined;
  }
  const file = (option: string, path: string) => {
    try {
      return read(path);
    } catch {
      findings.push(`${option}: ${path} can't be read`);
      return undefined;
    }
  };
  const [cert, key] = [file("--tls-cert", tlsCert), file("--tls-key", tlsKey)];
  if (cert === undefined || key === undefined) return undefined;
  try {
    createSecureContext({ cert, key });
    return { cert, key };
  } catch {
    findings.push("--tls-cert and --tls-key: they are no certificate and its key in PEM");
    return undefined;
  }
}

function limitsOf(given: ProxyArguments, findings: string[]): ProxyLimits {
  const limits: Record<keyof ProxyLimits, number> = { ...DEFAULT_LIMITS };
  for (const [option, name, limit, unit, least, most] of LIMITS) {
    const text = given[name];
    if (text === undefined) continue;
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) limits[limit] = value * unit;
    else findings.push(`${option}: ${JSON.stringify(text)} is no number from ${least} to ${most}`);
  }
  return limits;
}

import type { IncomingHttpHeaders } from "node:http";

/** Headers of one connection, not of the request (RFC 9110, 7.6.1), and those that each hop makes anew. */
const OF_THE_HOP = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "proxy-authorization",
  "proxy-authenticate",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "http2-settings",
  "expect",
  "host",
  "content-length",
  // Would make another request of it than the one that was routed.
  "x-http-method-override",
  "x-http-method",
  "x-method-override",
  // Of an answer: a client that followed it would go past the proxy.
  "location",
  "alt-svc",
]);

/**
 * Headers as they came (name, value, name, value...) that go on to the other side. `content-length` isn't among them: the
 * caller says what it sends.
 */
export function endToEnd(raw: readonly string[], connection: string | undefined): string[] {
  const named = connection === undefined || isCommon(connection) ? undefined : namesIn(connection);
  const kept: string[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const [name = "", value = ""] = [raw[at], raw[at + 1]];
    if (name.startsWith(":")) continue;
    const lower = name.toLowerCase();
    if (OF_THE_HOP.has(lower) || named?.has(lower)) continue;
    kept.push(name, value);
  }
  return kept;
}

export function isOfTheHop(name: string): boolean {
  return OF_THE_HOP.has(name);
}

/** Whether a body is encoded by any of its headers, as they came: HTTP/2 shows the first of two only. */
export function isEncoded(raw: readonly string[]): boolean {
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = raw[at] ?? "";
    if (name.length === 16 && name.toLowerCase() === "content-encoding" && raw[at + 1] !== "identity") return true;
  }
  return false;
}

function isCommon(connection: string): boolean {
  return connection === "keep-alive" || connection === "close";
}

function namesIn(connection: string): Set<string> {
  return new Set(connection.split(",").map((name) => name.trim().toLowerCase()));
}

/** What a request is authorized by: the client's own, for requests that the proxy makes on its behalf. */
export type Credentials = Readonly<Record<string, string>>;

/** Undefined when there are none. */
export function credentialsOf(headers: IncomingHttpHeaders): Credentials | undefined {
  const found: Record<string, string> = {};
  for (const name of ["api-key", "authorization"]) {
    const value = headers[name];
    if (typeof value === "string" && value !== "") found[name] = value;
  }
  return Object.keys(found).length === 0 ? undefined : found;
}

import { isIP } from "node:net";
import { getDomain } from "tldts";
import { PodshiftError } from "../errors";

/** Where the service's control plane and all of its indexes are, private endpoints included (docs.pinecone.io, "Target an index"). */
const SERVICE = "pinecone.io";

/** Anything but printable ASCII. */
const NOT_IN_A_HEADER = /[^\x20-\x7e]/;

/** Private addresses (RFC 1918, RFC 4193). */
const PRIVATE_ADDRESS = /^(?:10\.|172\.(?:1[6-9]|2\d|3[01])\.|192\.168\.|\[f[cd][\da-f]{2}:)/;
/** Names that no public DNS has: of one label, or below these (RFC 6762, RFC 8375; ICANN's .internal). */
const PRIVATE_NAME = /^[^.]+$|\.(?:internal|local|home\.arpa)$/;

/**
 * Refuses the host of an index that a file of the write log names, unless the key may go there: the service's own hosts by
 * https, this machine, and beside what the user named (`PINECONE_CONTROLLER_HOST`, the application's own index). Who can
 * write to the log's store must not be sent the keys of all who read it.
 *
 * @param named hosts or URLs that the user named
 * @throws INDEX_HOST_REFUSED
 */
export function requireIndexHost(host: string, named: readonly (string | undefined)[]): void {
  const url = urlOf(host);
  if (url !== undefined && url.username === "" && url.password === "") {
    if (isLoopback(url) || (isSecure(url) && isBelow(url.hostname, SERVICE))) return;
    if (named.some((each) => isBeside(url, each))) return;
  }
  throw new PodshiftError(
    "INDEX_HOST_REFUSED",
    `${JSON.stringify(host)} is no host of the service, and was not sent the key`,
    {
      facts: { host },
      next: "find out who wrote it into the write log; if it is meant, name its control plane as PINECONE_CONTROLLER_HOST",
    },
  );
}

/**
 * Refuses a control plane that the key would reach unencrypted over a public network. An emulator on this machine, in
 * another container or in a private network is meant to be spoken to like that.
 *
 * @throws CONFIG_INVALID
 */
export function requireController(controllerHost: string): void {
  const why = unfitForKey(controllerHost);
  if (why !== undefined) throw wrong(urlOf(controllerHost)?.origin ?? controllerHost, why);
}

/**
 * Why the key may not go to a place that the user named; undefined when it may. It would be read on its way over a public
 * network without encryption.
 */
export function unfitForKey(named: string): string | undefined {
  const url = urlOf(named);
  if (url === undefined) return "is no address";
  if (isSecure(url) || isLoopback(url)) return undefined;
  if ((isAddress(url) ? PRIVATE_ADDRESS : PRIVATE_NAME).test(url.hostname)) return undefined;
  return "is reached without encryption: the API key could be read on its way";
}

/**
 * Refuses a key that no request can carry. The HTTP client would quote it in its error, and look like a lost connection.
 *
 * @throws API_KEY_REFUSED
 */
export function requireKey(apiKey: string): void {
  if (!NOT_IN_A_HEADER.test(apiKey.trim())) return;
  throw new PodshiftError("API_KEY_REFUSED", "the API key has a line break in it, or a character that no key has", {
    next: "a key is one line: was a whole file put into PINECONE_API_KEY or `pinecone:apiKey`?",
  });
}

function isBeside(url: URL, named: string | undefined): boolean {
  const other = named === undefined || named === "" ? undefined : urlOf(named);
  if (other === undefined || (!isSecure(url) && isSecure(other))) return false;
  if (url.hostname === other.hostname) return true;
  const domain = ownDomain(other);
  return domain !== undefined && isBelow(url.hostname, domain);
}

/**
 * What belongs to whoever has the host: the domain that it is in or, where that is shared out to anybody (co.uk,
 * cloudfront.net, run.app: the public suffix list), the host's own name. An address has none, nor has a name of one label.
 */
function ownDomain(url: URL): string | undefined {
  if (isAddress(url)) return undefined;
  const [, ...parent] = url.hostname.split(".");
  return [parent.join("."), url.hostname].find((name) => getDomain(name, { allowPrivateDomains: true }) !== null);
}

function isBelow(hostname: string, domain: string): boolean {
  return hostname.endsWith(`.${domain}`);
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

function isSecure({ protocol }: URL): boolean {
  return protocol === "https:";
}

/** Without a scheme it is https, as the service gives hosts. */
function urlOf(host: string): URL | undefined {
  const text = /^https?:\/\//i.test(host) ? host : `https://${host}`;
  return URL.canParse(text) ? new URL(text) : undefined;
}

function isAddress({ hostname }: URL): boolean {
  return isIP(hostname.replace(/^\[|\]$/g, "")) !== 0;
}

function wrong(controllerHost: string, why: string): PodshiftError {
  return new PodshiftError("CONFIG_INVALID", `the control plane ${JSON.stringify(controllerHost)} ${why}`, {
    next: "set `pinecone:controllerHost`, or PINECONE_CONTROLLER_HOST, to an https:// address, or to none",
  });
}

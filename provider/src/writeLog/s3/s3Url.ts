import { shownName } from "../../util/shownUrl";

/** Where on S3 a write log is. */
export interface S3Place {
  readonly bucket: string;
  /** Without a slash at either end; "" for the whole bucket. */
  readonly prefix: string;
  /** Left out: as the SDK finds it (AWS_REGION, the profile). */
  readonly region?: string;
  /** Of another server than Amazon's; the bucket is then named in the path. */
  readonly endpoint?: string;
  /** Milliseconds that entries wait for others before they become a segment. */
  readonly gatherMs: number;
}

/** Milliseconds that entries wait for others when the URL doesn't say: short beside a PUT, which takes 20 to 50. */
export const GATHER_MS = 5;
/** A lease must be renewed, and a fence be drained, while entries wait. */
const MOST_GATHER_MS = 500;
const OPTIONS = ["region", "endpoint", "gather"];
/** docs.aws.amazon.com "General purpose bucket naming rules". */
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/**
 * Reads `s3://bucket/prefix?region=eu-west-1&endpoint=https://...&gather=20`: the place, or all that is wrong with it,
 * in words that show nothing that may be a secret.
 */
export function readS3Url(url: string): S3Place | readonly string[] {
  if (!URL.canParse(url)) return ["it is no URL"];
  const { hostname: bucket, port, username, password, pathname, searchParams, hash } = new URL(url);
  const problems: string[] = [];
  const refuseIf = (wrong: boolean, why: string) => void (wrong && problems.push(why));
  refuseIf(username !== "" || password !== "", "credentials don't belong in it: they come from the environment");
  refuseIf(!BUCKET.test(bucket), `"${bucket}" is no bucket's name: 3 to 63 of a-z, 0-9, "." and "-"`);
  refuseIf(port !== "", `a port (${port}) belongs into \`endpoint\``);
  refuseIf(hash !== "", "it ends with a part behind `#`");
  const prefix = prefixOf(pathname);
  refuseIf(prefix === undefined, "the prefix has an empty part, or one that can't be read");
  problems.push(...problemsOfOptions(searchParams));
  if (prefix === undefined || problems.length > 0) return problems;
  const [region, endpoint, gather] = OPTIONS.map((name) => searchParams.get(name));
  return {
    ...{ bucket, prefix, gatherMs: gather == null ? GATHER_MS : Number(gather) },
    ...(region == null ? {} : { region }),
    ...(endpoint == null ? {} : { endpoint: endpoint.replace(/\/+$/, "") }),
  };
}

function prefixOf(pathname: string): string | undefined {
  const trimmed = pathname.replace(/^\//, "").replace(/\/$/, "");
  if (trimmed.split("/").includes("") && trimmed !== "") return undefined;
  try {
    const prefix = decodeURIComponent(trimmed);
    return prefix.split("/").some((part) => part === "." || part === "..") ? undefined : prefix;
  } catch {
    return undefined;
  }
}

function problemsOfOptions(options: URLSearchParams): string[] {
  const names = [...options.keys()];
  const unknown = [...new Set(names)].filter((name) => !OPTIONS.includes(name));
  const twice = OPTIONS.filter((name) => names.filter((each) => each === name).length > 1);
  const { region, endpoint, gather } = Object.fromEntries(options);
  return [
    ...unknown.map((name) => `\`${shownName(name)}\` is no option; known: ${OPTIONS.join(", ")}`),
    ...twice.map((name) => `\`${name}\` is there twice`),
    ...(region === undefined || /^[a-z0-9-]+$/.test(region) ? [] : ["`region` names no region"]),
    ...(endpoint === undefined ? [] : problemsOfEndpoint(endpoint)),
    ...(gather === undefined || (/^\d{1,3}$/.test(gather) && Number(gather) <= MOST_GATHER_MS)
      ? []
      : [`\`gather\` must be milliseconds, 0 to ${MOST_GATHER_MS}`]),
  ];
}

function problemsOfEndpoint(endpoint: string): string[] {
  const at = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (at === undefined || !/^https?:$/.test(at.protocol)) return ["`endpoint` must be an http:// or https:// URL"];
  if (at.username !== "" || at.password !== "") return ["credentials don't belong into `endpoint`"];
  return at.pathname === "/" && at.search === "" && at.hash === "" ? [] : ["`endpoint` names more than a server"];
}

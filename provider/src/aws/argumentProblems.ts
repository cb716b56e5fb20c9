import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import type { CaptureProxyServiceArgs, ProxyTls } from "./arguments";
import { sizeProblem } from "./fargateSizes";
import { isPrivateRange } from "./privateRange";

/** What CloudWatch takes, in days (API reference of PutRetentionPolicy). */
const RETENTIONS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];
/** A load balancer's name has 32 characters, of which Pulumi takes 8 for a suffix. */
const MOST_NAME = 24;
/** Fargate kills a task 120 seconds after it was told to stop, and giving the lease back takes its time too. */
export const STOP_SECONDS = { most: 120, afterDrain: 10 } as const;

type Found = Iterable<string>;

/** Everything that is wrong with the arguments. What is an output is not known yet. */
export function argumentProblems(name: string, args: CaptureProxyServiceArgs): string[] {
  return [
    ...nameProblems(name),
    ...numberProblems(args),
    ...placeProblems(args),
    ...logProblems(args),
    ...doorProblems(args),
  ];
}

function* nameProblems(name: string): Found {
  const fits = /^[A-Za-z][A-Za-z0-9-]*$/.test(name) && name.length <= MOST_NAME && !name.startsWith("internal-");
  if (!fits) {
    yield `name: "${name}" can't name a load balancer: a letter, then letters, digits and dashes, ${MOST_NAME} at most, not beginning with internal-`;
  }
}

function* numberProblems(args: CaptureProxyServiceArgs): Found {
  const { cpu = 0, memory = 0, desiredCount, port, drainSeconds, logRetentionDays = 0 } = args;
  const size = sizeProblem(cpu, memory);
  if (size !== undefined) yield size;
  yield* within("desiredCount", desiredCount, 1, 100);
  yield* within("port", port, 1, 65_535);
  yield* within("drainSeconds", drainSeconds, 0, STOP_SECONDS.most - STOP_SECONDS.afterDrain);
  if (!RETENTIONS.includes(logRetentionDays)) {
    yield `logRetentionDays: ${logRetentionDays} is none of ${RETENTIONS.join(", ")}`;
  }
}

function* within(key: string, value: number | undefined, least: number, most: number): Found {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return;
  yield `${key}: ${value} is no whole number from ${least} to ${most}`;
}

function* placeProblems({ clusterArn, image, imageRepositoryArn, subnetIds }: CaptureProxyServiceArgs): Found {
  yield* arn("clusterArn", clusterArn, /:ecs:[^:]+:\d{12}:cluster\/.+$/);
  yield* arn("imageRepositoryArn", imageRepositoryArn, /:ecr:[^:]+:\d{12}:repository\/.+$/);
  if (typeof image === "string" && !/^[^\s@]+(:[\w.-]+|@sha256:[0-9a-f]{64})$/.test(image)) {
    yield `image: "${image}" has neither tag nor digest`;
  } else if (typeof image === "string" && image.endsWith(":latest")) {
    yield "image: `latest` is another one tomorrow: name a version";
  }
  if (new Set(subnetIds).size < 2) yield "subnetIds: name two at least, in different zones";
}

/** ARNs that are known are checked: a mistake in one shows in a policy only when it is used. */
function* arn(key: string, value: unknown, shape: RegExp): Found {
  if (typeof value !== "string" || (value.startsWith("arn:") && shape.test(value))) return;
  yield `${key}: "${value}" is no such ARN`;
}

function* logProblems({ log: { url, efs } }: CaptureProxyServiceArgs): Found {
  yield* arn("log.efs.fileSystemArn", efs.fileSystemArn, /:elasticfilesystem:[^:]+:\d{12}:file-system\/fs-\w+$/);
  yield* arn("log.efs.accessPointArn", efs.accessPointArn, /:elasticfilesystem:[^:]+:\d{12}:access-point\/fsap-\w+$/);
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== "file:" || parsed.host !== "" || fileURLToPath(parsed) === "/") {
    yield `log.url: "${url}" is no folder: file:///..., such as file:///srv/podshift/docs (a bucket isn't built yet)`;
    return;
  }
  const folder = fileURLToPath(parsed);
  const mountPath = efs.mountPath ?? folder;
  const below = posix.relative(mountPath, folder);
  if (!posix.isAbsolute(mountPath) || mountPath === "/") yield `log.efs.mountPath: "${mountPath}" is no folder below /`;
  else if (below === ".." || below.startsWith("../"))
    yield `log.url: "${url}" isn't in log.efs.mountPath, ${mountPath}`;
}

function* doorProblems({ clients, tls, plaintext }: CaptureProxyServiceArgs): Found {
  const { cidrs = [], securityGroupIds = [] } = clients;
  if (cidrs.length + securityGroupIds.length === 0)
    yield "clients: name `cidrs` or `securityGroupIds`: nobody could connect";
  for (const cidr of cidrs) {
    if (!isPrivateRange(cidr)) yield `clients.cidrs: "${cidr}" is no private IPv4 range`;
  }
  if (tls === undefined && plaintext !== true) {
    yield "tls: is missing. Applications' API keys would cross the VPC unencrypted; `plaintext: true` says that you know";
  }
  if (tls !== undefined && plaintext === true) yield "tls and plaintext: give one of both";
  if (tls !== undefined) yield* tlsProblems(tls);
}

function* tlsProblems({ certificateArn, domainName }: ProxyTls): Found {
  yield* arn("tls.certificateArn", certificateArn, /:acm:[^:]+:\d{12}:certificate\/.+$/);
  if (!/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$/i.test(domainName)) {
    yield `tls.domainName: "${domainName}" is no host's name`;
  }
}

import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import { type CaptureProxyServiceArgs, onEfs, type ProxyFolderLog, type ProxyTls } from "./arguments";
import { ARN, arn, type Found, imageName, retention, within } from "./checks";
import { sizeProblem } from "./fargateSizes";
import { readLogUrl, shownUrl } from "./logPlace";
import { isPrivateRange } from "./privateRange";

/** A load balancer's name has 32 characters, of which Pulumi takes 8 for a suffix. */
const MOST_NAME = 24;
/** Fargate kills a task 120 seconds after it was told to stop, and giving the lease back takes its time too. */
export const STOP_SECONDS = { most: 120, afterDrain: 10 } as const;

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
  yield* retention("logRetentionDays", logRetentionDays);
}

function* placeProblems({ clusterArn, image, imageRepositoryArn, subnetIds }: CaptureProxyServiceArgs): Found {
  yield* arn("clusterArn", clusterArn, ARN.cluster);
  yield* arn("imageRepositoryArn", imageRepositoryArn, ARN.repository);
  yield* imageName("image", image);
  if (new Set(subnetIds).size < 2) yield "subnetIds: name two at least, in different zones";
}

function* logProblems({ log }: CaptureProxyServiceArgs): Found {
  if (onEfs(log)) {
    yield* folderProblems(log);
    return;
  }
  const { url, kmsKeyArn } = log;
  yield* arn("log.kmsKeyArn", kmsKeyArn, ARN.key);
  if (typeof url !== "string" || readLogUrl(url) !== undefined) return;
  yield url.startsWith("file:")
    ? `log.url: "${shownUrl(url)}" is a folder: give \`log.efs\`, the file system that it is on`
    : `log.url: "${shownUrl(url)}" is no log in S3: s3://bucket/prefix?region=...`;
}

function* folderProblems({ url, efs }: ProxyFolderLog): Found {
  yield* arn("log.efs.fileSystemArn", efs.fileSystemArn, ARN.fileSystem);
  yield* arn("log.efs.accessPointArn", efs.accessPointArn, ARN.accessPoint);
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== "file:" || parsed.host !== "" || fileURLToPath(parsed) === "/") {
    yield `log.url: "${shownUrl(url)}" is no folder: file:///..., such as file:///srv/podshift/docs (for s3://..., leave out \`log.efs\`)`;
    return;
  }
  const folder = fileURLToPath(parsed);
  const mountPath = efs.mountPath ?? folder;
  const below = posix.relative(mountPath, folder);
  if (!posix.isAbsolute(mountPath) || mountPath === "/") yield `log.efs.mountPath: "${mountPath}" is no folder below /`;
  else if (below === ".." || below.startsWith("../"))
    yield `log.url: "${shownUrl(url)}" isn't in log.efs.mountPath, ${mountPath}`;
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
  yield* arn("tls.certificateArn", certificateArn, ARN.certificate);
  if (!/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$/i.test(domainName)) {
    yield `tls.domainName: "${domainName}" is no host's name`;
  }
}

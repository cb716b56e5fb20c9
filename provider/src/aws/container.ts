import { STOP_SECONDS } from "./argumentProblems";
import type { ProxyServiceSettings } from "./settings";

/** Ports inside a task; the load balancer has its own. */
export const PORTS = { data: 5081, admin: 9081 } as const;
/** The name of the log's volume in the task definition. */
export const VOLUME = "write-log";
/** User and group `node` of Node's official images. */
const USER = "1000:1000";
/** Each connection takes two descriptors: the client's and the service's. */
const OPEN_FILES = 65_535;
const MEBIBYTE = 1024 ** 2;
/** What the proxy allows by itself (`--max-buffered`). */
const MOST_BUFFERED_MEBIBYTES = 256;

/** A process of Node, as the image has no other tool that asks by HTTP. */
const ASK_HEALTH = `fetch("http://127.0.0.1:${PORTS.admin}/healthz").then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))`;

/** The task's one container, as ECS wants it in JSON. */
export function containerDefinition(
  name: string,
  settings: ProxyServiceSettings,
  known: { readonly image: string; readonly logUrl: string; readonly logGroup: string; readonly region: string },
): object {
  const { mountPath } = settings;
  return {
    name: "proxy",
    image: known.image,
    essential: true,
    command: proxyCommand(name, settings, known.logUrl),
    // Bodies of requests are outside of the heap: a quarter at most, beside half for the heap.
    environment: [{ name: "NODE_OPTIONS", value: `--max-old-space-size=${Math.floor(settings.memory / 2)}` }],
    portMappings: Object.values(PORTS).map((containerPort) => ({
      containerPort,
      hostPort: containerPort,
      protocol: "tcp",
    })),
    mountPoints: mountPath === undefined ? [] : [{ sourceVolume: VOLUME, containerPath: mountPath, readOnly: false }],
    user: USER,
    readonlyRootFilesystem: true,
    linuxParameters: { capabilities: { drop: ["ALL"] } },
    ulimits: [{ name: "nofile", softLimit: OPEN_FILES, hardLimit: OPEN_FILES }],
    stopTimeout: settings.drainSeconds + STOP_SECONDS.afterDrain,
    healthCheck: { command: ["CMD", "node", "-e", ASK_HEALTH], interval: 10, timeout: 5, retries: 3, startPeriod: 30 },
    logConfiguration: logLines(known),
  };
}

/** What follows `podshift`, the image's entry point. */
function proxyCommand(name: string, settings: ProxyServiceSettings, logUrl: string): string[] {
  const { memory, drainSeconds, accessLog } = settings;
  const buffered = Math.min(MOST_BUFFERED_MEBIBYTES, Math.floor(memory / 4)) * MEBIBYTE;
  return [
    "proxy",
    ...["--log", logUrl],
    ...["--listen", `0.0.0.0:${PORTS.data}`],
    ...["--admin", `0.0.0.0:${PORTS.admin}`],
    ...["--name", name],
    ...["--max-buffered", String(buffered)],
    ...["--drain-seconds", String(drainSeconds)],
    ...(accessLog ? ["--access-log"] : []),
  ];
}

/** Not blocking: rather a line is lost than that requests wait for CloudWatch. */
function logLines({ logGroup, region }: { readonly logGroup: string; readonly region: string }): object {
  return {
    logDriver: "awslogs",
    options: {
      "awslogs-group": logGroup,
      "awslogs-region": region,
      "awslogs-stream-prefix": "proxy",
      mode: "non-blocking",
      "max-buffer-size": "4m",
    },
  };
}

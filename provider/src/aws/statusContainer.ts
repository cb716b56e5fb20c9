/** User and group `node` of Node's official images. */
const USER = "1000:1000";

/** The one container that looks: `podshift status --json`, one line, then it ends. It is given no secret. */
export function statusContainer(known: {
  readonly image: string;
  readonly url: string;
  readonly logGroup: string;
  readonly region: string;
}): object {
  return {
    name: "look",
    image: known.image,
    essential: true,
    command: ["status", known.url, "--json"],
    user: USER,
    readonlyRootFilesystem: true,
    linuxParameters: { capabilities: { drop: ["ALL"] } },
    logConfiguration: {
      logDriver: "awslogs",
      options: {
        "awslogs-group": known.logGroup,
        "awslogs-region": known.region,
        "awslogs-stream-prefix": "look",
      },
    },
  };
}

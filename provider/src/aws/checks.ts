/** Problems of arguments, as sentences that begin with the argument's name. */
export type Found = Iterable<string>;

/** What CloudWatch takes, in days (API reference of PutRetentionPolicy). */
const RETENTIONS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

export function* within(key: string, value: number | undefined, least: number, most: number): Found {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return;
  yield `${key}: ${value} is no whole number from ${least} to ${most}`;
}

/** ARNs that are known are checked: a mistake in one shows in a policy only when it is used. */
export function* arn(key: string, value: unknown, shape: RegExp): Found {
  if (typeof value !== "string" || (value.startsWith("arn:") && shape.test(value))) return;
  yield `${key}: "${value}" is no such ARN`;
}

export function* retention(key: string, days: number): Found {
  if (!RETENTIONS.includes(days)) yield `${key}: ${days} is none of ${RETENTIONS.join(", ")}`;
}

/** An image is named by version or digest: `latest` is another one tomorrow. */
export function* imageName(key: string, value: unknown): Found {
  if (typeof value !== "string") return;
  if (!/^[^\s@]+(:[\w.-]+|@sha256:[0-9a-f]{64})$/.test(value)) yield `${key}: "${value}" has neither tag nor digest`;
  else if (value.endsWith(":latest")) yield `${key}: \`latest\` is another one tomorrow: name a version`;
}

export const ARN = {
  cluster: /:ecs:[^:]+:\d{12}:cluster\/.+$/,
  repository: /:ecr:[^:]+:\d{12}:repository\/.+$/,
  fileSystem: /:elasticfilesystem:[^:]+:\d{12}:file-system\/fs-\w+$/,
  accessPoint: /:elasticfilesystem:[^:]+:\d{12}:access-point\/fsap-\w+$/,
  certificate: /:acm:[^:]+:\d{12}:certificate\/.+$/,
  key: /:kms:[^:]+:\d{12}:key\/.+$/,
  secret: /:secretsmanager:[^:]+:\d{12}:secret:.+$/,
} as const;

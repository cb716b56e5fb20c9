/** The parts of an ARN that podshift asks for. */
export interface ArnParts {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  /** What stands behind the last slash: `fs-0123` of `...:file-system/fs-0123`. */
  readonly id: string;
}

export function arnParts(arn: string): ArnParts {
  const [, partition = "", , region = "", account = ""] = arn.split(":");
  return { partition, region, account, id: arn.slice(arn.lastIndexOf("/") + 1) };
}

import { PodshiftError } from "../errors";
import type { IndexDescription, PodSpec } from "../pinecone/types";
import { formatCount } from "../util/format";
import type { MigrationContext } from "./context";

/** The code by which the stack file says: go back all the same. */
const TOO_SMALL = "POD_INDEX_TOO_SMALL";

/**
 * Records that one x1 pod takes, by dimension [docs.pinecone.io, choose a pod type and size, read 2026-11]. Metadata
 * makes it fewer.
 */
const X1_RECORDS: Readonly<Record<string, readonly (readonly [dimension: number, records: number])[]>> = {
  p1: [
    [512, 1_250_000],
    [768, 1_000_000],
    [1024, 675_000],
    [1536, 500_000],
  ],
  p2: [
    [512, 1_250_000],
    [768, 1_100_000],
    [1024, 1_000_000],
    [1536, 550_000],
  ],
  s1: [
    [512, 8_000_000],
    [768, 5_000_000],
    [1024, 4_000_000],
    [1536, 2_500_000],
  ],
};

/** Records that an index of pods takes, as documented. */
export interface PodCapacity {
  readonly records: number;
  /** False where it takes more than this by an unknown amount: the table begins at 512 dimensions. */
  readonly most: boolean;
}

/**
 * What a pod index takes. Shards and sizes (x2 is twice x1) add up; replicas add nothing. Between two documented
 * dimensions it is interpolated by bytes, which gives less than a straight line; above the last one it falls with them.
 *
 * @returns undefined for a pod type that isn't in the table
 */
export function podCapacity({ podType, shards }: PodSpec, dimension: number): PodCapacity | undefined {
  const [type = "", size = "x1"] = podType.split(".");
  const rows = X1_RECORDS[type];
  const times = /^x([1248])$/.exec(size)?.[1];
  if (rows === undefined || times === undefined || dimension <= 0) return undefined;
  return { records: Math.floor(ofX1(rows, dimension) * Number(times) * shards), most: dimension >= 512 };
}

function ofX1(rows: readonly (readonly [number, number])[], dimension: number): number {
  const above = rows.findIndex(([rowDimension]) => rowDimension >= dimension);
  const [highDimension, few] = rows[above === -1 ? rows.length - 1 : above] ?? [1, 0];
  if (above === -1) return (few * highDimension) / dimension;
  const [lowDimension, many] = rows[above - 1] ?? [highDimension, few];
  if (lowDimension === highDimension) return few;
  const share = (1 / dimension - 1 / highDimension) / (1 / lowDimension - 1 / highDimension);
  return few + share * (many - few);
}

/**
 * Before a rollback: refuses when the pod index can't take what was written on serverless since the cutover, while
 * nothing is held yet. What isn't known is said, and refused by the service if it comes to that.
 *
 * @throws POD_INDEX_TOO_SMALL, unless that is acknowledged
 */
export async function refuseTooSmall(
  context: MigrationContext,
  pod: IndexDescription<PodSpec>,
  serverless: IndexDescription,
  acknowledged: readonly string[],
): Promise<void> {
  const { client, warn } = context;
  const [held, asked] = await Promise.all([client.reader(pod.host).stats(), client.reader(serverless.host).stats()]);
  if (asked.total <= held.total) return;
  const capacity = podCapacity(pod.spec, pod.dimension);
  if (capacity !== undefined && asked.total <= capacity.records) return;
  const place = `${pod.name} (${pod.spec.shards} x ${pod.spec.podType}, ${pod.dimension} dimensions)`;
  if (capacity?.most !== true) {
    return warn(
      `whether ${place} takes the ${formatCount(asked.total)} records of ${serverless.name} is not known: the rollback tries, and traffic stays on serverless if it can't`,
    );
  }
  const fact = `${serverless.name} has ${formatCount(asked.total)} records, ${place} takes about ${formatCount(capacity.records)}`;
  if (acknowledged.includes(TOO_SMALL)) return warn(`${fact}: going back all the same, as acknowledged`);
  throw new PodshiftError(TOO_SMALL, `${fact}: traffic stays on serverless`, {
    facts: { records: asked.total, capacity: capacity.records },
    next: `give ${pod.name} a larger pod type (x2, x4, x8) or delete records; if you know that they fit, \`acknowledge: [${TOO_SMALL}]\``,
  });
}

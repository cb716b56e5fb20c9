import type { Cloud } from "../pinecone/types";

/** Serverless regions by cloud. Source: docs.pinecone.io, create an index, read 2026-11. */
export const SERVERLESS_REGIONS: Readonly<Record<Cloud, readonly string[]>> = {
  aws: ["us-east-1", "us-west-2", "eu-west-1", "eu-central-1", "ap-southeast-1"],
  gcp: ["us-central1", "europe-west4"],
  azure: ["eastus2"],
};

const CLOUDS: readonly Cloud[] = ["aws", "gcp", "azure"];

/**
 * The serverless region nearest to a pod environment's own, where there is one in the same place.
 * Source: docs.pinecone.io, understanding pod-based indexes, read 2026-11.
 */
const TWIN_REGION: Readonly<Record<string, string>> = {
  "us-east-1-aws": "us-east-1",
  "us-central1-gcp": "us-central1",
  "eu-west4-gcp": "europe-west4",
  "eastus-azure": "eastus2",
};

/** The cloud that a pod environment is in ("us-east-1-aws" -> "aws"), or undefined for a name that tells none. */
export function cloudOfEnvironment(environment: string): Cloud | undefined {
  // The free environments of 2023 have the cloud in another place: "gcp-starter", "us-west4-gcp-free".
  return CLOUDS.find((cloud) => environment.split("-").includes(cloud));
}

/** The serverless region in the same place as a pod environment, or undefined. */
export function twinRegion(environment: string): string | undefined {
  return TWIN_REGION[environment];
}

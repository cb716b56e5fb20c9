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

/**
 * The serverless region of the same cloud that is nearest, where it is on the same continent. Environments as
 * docs.pinecone.io, understanding projects, lists them; nearest by distance. Asia has none: there latency is to be measured.
 */
const NEAREST_REGION: Readonly<Record<string, string>> = {
  "us-west1-gcp": "us-central1",
  "us-west4-gcp": "us-central1",
  "us-east1-gcp": "us-central1",
  "us-east4-gcp": "us-central1",
  "northamerica-northeast1-gcp": "us-central1",
  "gcp-starter": "us-central1",
  "eu-west1-gcp": "europe-west4",
  // As the service spelt it until 2023.
  "us-east1-aws": "us-east-1",
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

/** The serverless region nearest to a pod environment on its cloud and continent: its twin where it has one; or undefined. */
export function nearestRegion(environment: string): string | undefined {
  return TWIN_REGION[environment] ?? NEAREST_REGION[environment.replace(/-free$/, "")];
}

/** Where the serverless index goes when nobody says: the twin, else the nearest region, else the cloud's first one. */
export function suggestedPlace(environment: string): { cloud: Cloud; region: string } {
  const cloud = cloudOfEnvironment(environment) ?? "aws";
  return { cloud, region: nearestRegion(environment) ?? SERVERLESS_REGIONS[cloud][0] ?? "" };
}

/** Clouds name their regions each in their own way: us-east-1 (aws), us-central1 (gcp), eastus2 (azure). */
export function cloudOfRegion(region: string): Cloud {
  if (/^[a-z]+-[a-z]+-\d+$/.test(region)) return "aws";
  return region.includes("-") ? "gcp" : "azure";
}

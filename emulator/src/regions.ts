export type Cloud = "aws" | "gcp" | "azure";

/** Regions of serverless indexes [docs.pinecone.io, create an index, 2026]. */
const SERVERLESS_REGIONS: Record<Cloud, readonly string[]> = {
  aws: ["us-east-1", "us-west-2", "eu-west-1", "eu-central-1", "ap-southeast-1"],
  gcp: ["us-central1", "europe-west4"],
  azure: ["eastus2"],
};

export function isServerlessRegion(cloud: string, region: string): cloud is Cloud {
  return Object.hasOwn(SERVERLESS_REGIONS, cloud) && SERVERLESS_REGIONS[cloud as Cloud].includes(region);
}

/** The cloud that a pod environment such as `us-west1-gcp` runs on; undefined when its name doesn't say. */
export function cloudOfEnvironment(environment: string): Cloud | undefined {
  const cloud = /-(aws|gcp|azure)$/.exec(environment)?.[1];
  return cloud as Cloud | undefined;
}

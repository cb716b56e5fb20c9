import type { ResourceValidationPolicy } from "@pulumi/policy";
import { token } from "podshift/tokens";
import { pineconeIndex } from "./pineconeIndex";
import { type Properties, text } from "./properties";
import { told } from "./violation";

interface Config {
  readonly clouds?: readonly string[];
  readonly regions?: readonly string[];
}

interface Place {
  readonly index: string;
  readonly cloud?: string | undefined;
  readonly region?: string | undefined;
}

/** Serverless indexes are made only where the organisation says; an empty list allows all. */
export function regionAllowed(): ResourceValidationPolicy {
  const names = { type: "array", items: { type: "string" }, default: [] } as const;
  return {
    name: "region-allowed",
    description: "Serverless indexes are in allowed clouds and regions only.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediationSteps: "Choose an allowed cloud and region under `serverless`, before `phase: copy`.",
    configSchema: {
      properties: {
        clouds: { ...names, description: "Allowed clouds, such as aws; empty: all." },
        regions: { ...names, description: "Allowed regions, such as us-east-1; empty: all." },
      },
    },
    validateResource: (args, report) => {
      const place = placeOf(args);
      if (place === undefined) return;
      const { clouds = [], regions = [] } = args.getConfig<Config>();
      const { index, cloud, region } = place;
      if (isForbidden(cloud, clouds)) report(forbidden("CLOUD_NOT_ALLOWED", index, cloud, clouds));
      if (isForbidden(region, regions)) report(forbidden("REGION_NOT_ALLOWED", index, region, regions));
    },
  };
}

/** Preflight names the place from `assess` on: long before an index is made there. */
function placeOf({ type, props }: { readonly type: string; readonly props: Properties }): Place | undefined {
  if (type === token("Preflight") || type === token("ServerlessIndex")) {
    const index = text(props, type === token("Preflight") ? "serverlessIndex" : "name") ?? "";
    return { index, cloud: text(props, "cloud"), region: text(props, "region") };
  }
  const declared = pineconeIndex({ type, props });
  return declared?.serverless === undefined ? undefined : { index: declared.name ?? "", ...declared.serverless };
}

function isForbidden(value: string | undefined, allowed: readonly string[]): boolean {
  return value !== undefined && allowed.length > 0 && !allowed.includes(value);
}

const NEXT = {
  CLOUD_NOT_ALLOWED:
    "leave the index as it is, or have its cloud allowed: a collection can't leave the cloud that it is in",
  REGION_NOT_ALLOWED: "set `serverless.region` to an allowed one of the same cloud, before `phase: copy`",
} as const;

function forbidden(code: keyof typeof NEXT, index: string, value = "", allowed: readonly string[] = []): string {
  const fact = `index ${index} is to be in ${value}; allowed: ${allowed.join(", ")}`;
  return told({ code, fact, next: NEXT[code] });
}

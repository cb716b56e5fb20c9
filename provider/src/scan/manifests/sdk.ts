import type { RuleFacts } from "../finding";
import { CSHARP_SDK_COMMUNITY } from "./rules/csharp/sdkCommunity";
import { CSHARP_SDK_MAY_BE_TOO_OLD } from "./rules/csharp/sdkMayBeTooOld";
import { CSHARP_SDK_TOO_OLD } from "./rules/csharp/sdkTooOld";
import { GO_SDK_RENAMED } from "./rules/go/sdkRenamed";
import { GO_SDK_TOO_OLD } from "./rules/go/sdkTooOld";
import { JAVA_SDK_MAY_BE_TOO_OLD } from "./rules/java/sdkMayBeTooOld";
import { JAVA_SDK_OLDER_MAJOR } from "./rules/java/sdkOlderMajor";
import { JAVA_SDK_TOO_OLD } from "./rules/java/sdkTooOld";
import { JAVASCRIPT_SDK_2026_07 } from "./rules/javascript/sdk202607";
import { JAVASCRIPT_SDK_MAY_BE_TOO_OLD } from "./rules/javascript/sdkMayBeTooOld";
import { JAVASCRIPT_SDK_TOO_OLD } from "./rules/javascript/sdkTooOld";
import { JAVASCRIPT_SDK_UNOFFICIAL } from "./rules/javascript/sdkUnofficial";
import { PYTHON_SDK_2026_07 } from "./rules/python/sdk202607";
import { PYTHON_SDK_MAY_BE_TOO_OLD } from "./rules/python/sdkMayBeTooOld";
import { PYTHON_SDK_PLUGIN } from "./rules/python/sdkPlugin";
import { PYTHON_SDK_RENAMED } from "./rules/python/sdkRenamed";
import { PYTHON_SDK_TOO_OLD } from "./rules/python/sdkTooOld";
import { TARGETS, type Target } from "./targets";

/** What has to be known about a package to judge a requirement of it. */
export interface Sdk {
  readonly target: Target;
  /** Versions below the target's minimum; left out where every version will do. */
  readonly old?: { readonly below: RuleFacts; readonly both: RuleFacts; readonly minimumIs: string };
  /** The package has another name by now. */
  readonly renamed?: { readonly rule: RuleFacts; readonly because: string };
  /** Below which version the code that the fixes write doesn't compile, though the minimum is reached. */
  readonly older?: { readonly rule: RuleFacts; readonly below: string };
  /** From which version on it speaks API 2026-07. */
  readonly newest?: { readonly rule: RuleFacts; readonly from: string };
  /** What is said of it where nothing else is. */
  readonly remark?: { readonly rule: RuleFacts; readonly message: string; readonly next: string };
}

const GUIDE = "the least that the migration guide asks for";

const PINECONE: Sdk = {
  target: TARGETS.python,
  old: { below: PYTHON_SDK_TOO_OLD, both: PYTHON_SDK_MAY_BE_TOO_OLD, minimumIs: GUIDE },
  newest: { rule: PYTHON_SDK_2026_07, from: "10" },
};

const PINECONE_CLIENT: Sdk = {
  ...PINECONE,
  renamed: {
    rule: PYTHON_SDK_RENAMED,
    because: "is `pinecone` since 5.1.0; its own last version, 6.0.0, only raises an exception when it is imported",
  },
};

const PLUGIN: Sdk = {
  target: TARGETS.python,
  remark: {
    rule: PYTHON_SDK_PLUGIN,
    message: "is part of `pinecone` since 6.0.0, and `import pinecone` of 6, 7 and 8 fails where it is installed",
    next: "remove it when the SDK is updated",
  },
};

const NODE: Sdk = {
  target: TARGETS.node,
  old: { below: JAVASCRIPT_SDK_TOO_OLD, both: JAVASCRIPT_SDK_MAY_BE_TOO_OLD, minimumIs: GUIDE },
  newest: { rule: JAVASCRIPT_SDK_2026_07, from: "9.0.0" },
};

const NODE_UNOFFICIAL: Sdk = {
  target: TARGETS.node,
  remark: {
    rule: JAVASCRIPT_SDK_UNOFFICIAL,
    message: "is not the vendor's client, and reaches one index by its `baseUrl`",
    next: "point its `baseUrl` to the serverless index at cutover, and send its writes through `podshift proxy`",
  },
};

const JAVA: Sdk = {
  target: TARGETS.java,
  old: { below: JAVA_SDK_TOO_OLD, both: JAVA_SDK_MAY_BE_TOO_OLD, minimumIs: GUIDE },
  older: { rule: JAVA_SDK_OLDER_MAJOR, below: "4.0.0" },
};

const GO: Sdk = {
  target: TARGETS.go,
  // Go takes one version: a requirement never lies on both sides.
  old: { below: GO_SDK_TOO_OLD, both: GO_SDK_TOO_OLD, minimumIs: GUIDE },
};

const GO_BASE = TARGETS.go.name.slice(0, TARGETS.go.name.lastIndexOf("/"));
const GO_MAJOR = Number(TARGETS.go.name.slice(GO_BASE.length + "/v".length));

const GO_OLD_PATH: Sdk = {
  ...GO,
  renamed: {
    rule: GO_SDK_RENAMED,
    because: `is the path of an older major; today's is \`${TARGETS.go.name}\` or newer`,
  },
};

const DOTNET: Sdk = { target: TARGETS.dotnet };

const DOTNET_COMMUNITY: Sdk = {
  target: TARGETS.dotnetCommunity,
  old: {
    below: CSHARP_SDK_TOO_OLD,
    both: CSHARP_SDK_MAY_BE_TOO_OLD,
    minimumIs: "the first that knows serverless indexes",
  },
  remark: {
    rule: CSHARP_SDK_COMMUNITY,
    message: "is the community's client, last released in September 2024",
    next: "it works with serverless indexes; the vendor's own is `Pinecone.Client`, and changing over can wait",
  },
};

/** By Python's rule of names: `Pinecone_Client` is `pinecone-client` (PEP 503). */
export function pipSdk(name: string): Sdk | undefined {
  const normal = name.toLowerCase().replace(/[-_.]+/g, "-");
  if (normal === "pinecone") return PINECONE;
  if (normal === "pinecone-client") return PINECONE_CLIENT;
  return normal === "pinecone-plugin-inference" || normal === "pinecone-plugin-records" ? PLUGIN : undefined;
}

export function npmSdk(name: string): Sdk | undefined {
  if (name === TARGETS.node.name) return NODE;
  return name === "pinecone-client" ? NODE_UNOFFICIAL : undefined;
}

export function mavenSdk(group: string, artifact: string): Sdk | undefined {
  return `${group}:${artifact}` === TARGETS.java.name ? JAVA : undefined;
}

/** Every major from 2 on has its own path. */
export function goSdk(path: string): Sdk | undefined {
  if (path === GO_BASE) return GO_OLD_PATH;
  const [, major] = /^\/v(\d+)$/.exec(path.startsWith(GO_BASE) ? path.slice(GO_BASE.length) : "") ?? [];
  if (major === undefined) return undefined;
  return Number(major) < GO_MAJOR ? GO_OLD_PATH : GO;
}

/** NuGet's names have no case. */
export function nugetSdk(id: string): Sdk | undefined {
  const name = id.toLowerCase();
  if (name === TARGETS.dotnet.name.toLowerCase()) return DOTNET;
  return name === TARGETS.dotnetCommunity.name.toLowerCase() ? DOTNET_COMMUNITY : undefined;
}

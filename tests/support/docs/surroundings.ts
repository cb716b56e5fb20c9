import type { Block } from "./blocks";

/** What an example takes from the program that it stands in, by name; an example that declares it doesn't get it. */
const AROUND: Readonly<Record<string, string>> = {
  Pinecone: 'import { Pinecone } from "@pinecone-database/pinecone";',
  captureWrites: 'import { captureWrites } from "podshift/capture";',
  grantLogAccess: 'import { grantLogAccess } from "podshift/aws";',
  apiKey: "declare const apiKey: string;",
  pc: 'declare const pc: import("@pinecone-database/pinecone").Pinecone;',
  log: 'declare const log: import("podshift/aws").WriteLogBucket;',
  taskRole: 'declare const taskRole: import("@pulumi/aws/iam").Role;',
  ciRole: 'declare const ciRole: import("@pulumi/aws/iam").Role;',
  cluster: 'declare const cluster: import("@pulumi/aws/ecs").Cluster;',
  vpc: 'declare const vpc: import("@pulumi/aws/ec2").Vpc;',
  privateSubnetIds: "declare const privateSubnetIds: string[];",
  repository: 'declare const repository: import("@pulumi/aws/ecr").Repository;',
  application: "declare const application: { securityGroupId: string };",
  fileSystem: 'declare const fileSystem: import("@pulumi/aws/efs").FileSystem;',
  accessPoint: 'declare const accessPoint: import("@pulumi/aws/efs").AccessPoint;',
  mountTargets: "declare const mountTargets: { securityGroupId: string };",
  certificateArn: "declare const certificateArn: string;",
  hostedZoneId: "declare const hostedZoneId: string;",
  topic: 'declare const topic: import("@pulumi/aws/sns").Topic;',
};
/** The same for one example: LangChain's asks for client 5, and takes its index. */
const LANGCHAIN: Readonly<Record<string, string>> = {
  ...AROUND,
  Pinecone: 'import { Pinecone } from "pinecone-client-5";',
  embeddings: "declare const embeddings: unknown;",
  PineconeStore: `declare const PineconeStore: {
  fromExistingIndex(
    embeddings: unknown,
    config: { pineconeIndex: ReturnType<Pinecone["index"]>; namespace: string },
  ): Promise<unknown>;
};`,
};

/** An example with what stands around it in a reader's program. */
export function inSurroundings({ text }: Block): string {
  const around = Object.entries(text.includes("PineconeStore") ? LANGCHAIN : AROUND).filter(
    ([name]) => isUsed(name, text) && !isDeclared(name, text),
  );
  return [...around.map(([, line]) => line), text].join("\n");
}

const isUsed = (name: string, text: string) => new RegExp(`(?<![.\\w-])${name}(?![\\w-])`).test(withoutStrings(text));
const withoutStrings = (text: string) => text.replace(/"[^"\n]*"/g, '""').replace(/\/\/.*$/gm, "");

function isDeclared(name: string, text: string): boolean {
  return new RegExp(`^\\s*(?:(?:const|let) ${name}\\b|import \\{[^}]*\\b${name}\\b)`, "m").test(
    text.replace(/^\/\/.*$/gm, ""),
  );
}

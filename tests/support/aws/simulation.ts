import { runSimulation } from "@cloud-copilot/iam-simulate";
import type { PolicyDocument } from "../../../provider/src/aws/policies";
import { ACCOUNT, REGION } from "./awsMocks";

/** A request to AWS as policies see it. */
export interface Asked {
  readonly action: string;
  readonly resource: string;
  /** Condition keys besides TLS, which is on unless it says otherwise. */
  readonly context?: Readonly<Record<string, string>>;
}

export type Verdict = "Allowed" | "ImplicitlyDenied" | "ExplicitlyDenied";

/**
 * What IAM answers a role of this account.
 *
 * @throws when the request or a policy is none that IAM would take
 */
export async function verdict(
  { action, resource, context = {} }: Asked,
  identity: PolicyDocument,
  bucketPolicy?: PolicyDocument,
): Promise<Verdict> {
  const answer = await runSimulation(
    {
      request: {
        principal: `arn:aws:iam::${ACCOUNT}:role/application`,
        action,
        resource: { resource, accountId: ACCOUNT },
        contextVariables: standIn({ "aws:SecureTransport": "true", ...context }),
      },
      identityPolicies: [{ name: "role", policy: standIn(identity) }],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      ...(bucketPolicy === undefined ? {} : { resourcePolicy: bucketPolicy }),
    },
    {},
  );
  // A condition key that the simulator leaves out would make a refusal look right.
  const known = answer.resultType === "single" && (answer.result.ignoredContextKeys ?? []).length === 0;
  if (known) return answer.overallResult as Verdict;
  throw new Error(`${action} on ${resource} can't be simulated: ${JSON.stringify(answer)}`);
}

/** The simulator knows no keys of KMS's encryption context: another string's key stands for the one that S3 uses. */
function standIn<T extends object>(value: T): T {
  return JSON.parse(JSON.stringify(value).replaceAll("kms:EncryptionContext:aws:s3:arn", "kms:RequestAlias")) as T;
}

/** Requests of S3 on one bucket. */
export class Requests {
  constructor(readonly bucketArn: string) {}

  get(key: string): Asked {
    return { action: "s3:GetObject", resource: `${this.bucketArn}/${key}` };
  }

  /** As S3 asks itself before it answers that an object isn't there, and as a listing of a folder asks. */
  list(prefix: string | undefined): Asked {
    const context = prefix === undefined ? {} : { "s3:prefix": prefix };
    return { action: "s3:ListBucket", resource: this.bucketArn, context };
  }

  /** With `If-None-Match: *`. */
  create(key: string): Asked {
    return { ...this.put(key), context: { "s3:if-none-match": "*" } };
  }

  put(key: string): Asked {
    return { action: "s3:PutObject", resource: `${this.bucketArn}/${key}` };
  }

  remove(key: string): Asked {
    return { action: "s3:DeleteObject", resource: `${this.bucketArn}/${key}` };
  }

  bucket(action: string): Asked {
    return { action, resource: this.bucketArn };
  }

  object(action: string, key: string): Asked {
    return { action, resource: `${this.bucketArn}/${key}` };
  }
}

/** A request of KMS by way of S3, for an object of the bucket. */
export function useKey(action: string, keyArn: string, bucketArn: string, via = `s3.${REGION}.amazonaws.com`): Asked {
  return {
    action,
    resource: keyArn,
    context: { "kms:ViaService": via, "kms:EncryptionContext:aws:s3:arn": bucketArn },
  };
}

import { Parameter } from "@pulumi/aws/ssm";
import { all, ComponentResource, type ComponentResourceOptions, type Input, type Output } from "@pulumi/pulumi";
import { refuseProblems } from "./argumentsError";
import { type PolicyDocument, policy } from "./policies";
import { withoutUndefined } from "./withoutUndefined";

/** A public name: states of years to come hold it, so it is never renamed. */
export const ACTIVE_INDEX_PARAMETER_TOKEN = "podshift:aws:ActiveIndexParameter";

/** What the parameter says, as JSON. */
export interface ActiveIndexValue {
  /** Version of this form. */
  readonly v: 1;
  /** `pod` or `serverless`. */
  readonly active: string;
  /** Name of the index that serves. */
  readonly index: string;
  /** Where it is reached. */
  readonly host: string;
  /** Of the migration, when its `summary` was given. */
  readonly phase?: string;
  /** When traffic was last switched, ISO 8601; "" before the first switch. */
  readonly switchedAt?: string;
}

/** What the parameter is called, and whose active index it names. */
export interface ActiveIndexParameterArgs {
  /** Such as `/podshift/docs/active-index`. */
  readonly parameterName: string;
  /** `summary` of a `PodToServerlessMigration`, or the outputs of an `ActiveIndex` (`name` is its index). */
  readonly migration: {
    readonly active: Input<string>;
    readonly index: Input<string>;
    readonly host: Input<string>;
    readonly phase?: Input<string>;
    readonly switchedAt?: Input<string>;
  };
  /** On every resource that is made. */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * A parameter of SSM that names the index that serves, for applications without capture or proxy. Made of what the
 * switch itself put out: the `pulumi up` that switches traffic changes it right after.
 *
 * It follows `pulumi up`, not the write log. Applications with capture, and the proxy, follow the log's control record
 * and need no parameter.
 *
 * @example
 * new ActiveIndexParameter("docs", { parameterName: "/podshift/docs/active-index", migration: docs.summary });
 */
export class ActiveIndexParameter extends ComponentResource {
  /** As it was given. */
  declare readonly parameterName: Output<string>;
  /** Of the parameter. */
  declare readonly arn: Output<string>;
  /** For roles that read it: `JSON.stringify` it into a policy. */
  declare readonly readerPolicy: Output<PolicyDocument>;

  /** @throws ComponentArgumentsError CONFIG_INVALID; for an empty host as well, once it is known */
  constructor(name: string, args: ActiveIndexParameterArgs, options?: ComponentResourceOptions) {
    super(ACTIVE_INDEX_PARAMETER_TOKEN, name, {}, options);
    const { parameterName, migration, tags = {} } = args;
    refuseProblems("ActiveIndexParameter", name, nameProblems(parameterName));
    const { active, index, host, phase, switchedAt } = migration;
    const value = all({ active, index, host, phase, switchedAt }).apply((said) => activeIndexValue(name, said));
    const description = `podshift: the index that serves ${name}`;
    const parameter = new Parameter(
      name,
      // No secret, and reviewers are to see it change.
      { name: parameterName, type: "String", insecureValue: value, description, tags: { ...tags } },
      { parent: this },
    );
    const outputs = {
      parameterName: parameter.name,
      arn: parameter.arn,
      readerPolicy: parameter.arn.apply(activeIndexReaderPolicy),
    };
    Object.assign(this, outputs);
    this.registerOutputs(outputs);
  }
}

/** For applications: reads this parameter. */
export function activeIndexReaderPolicy(parameterArn: string): PolicyDocument {
  return policy({
    Sid: "ActiveIndex",
    Effect: "Allow",
    Action: ["ssm:GetParameter", "ssm:GetParameters"],
    Resource: parameterArn,
  });
}

/**
 * The parameter's value. Applications go by it: without a host it is refused, and the parameter keeps what it says.
 *
 * @throws ComponentArgumentsError CONFIG_INVALID
 */
export function activeIndexValue(name: string, said: Readonly<Record<string, string | undefined>>): string {
  const found = said.host !== "";
  const problem = `migration.host: it is empty, for ${said.index} was not found; run \`pulumi refresh\` with the API key of its project`;
  refuseProblems("ActiveIndexParameter", name, found ? [] : [problem]);
  return JSON.stringify({ v: 1, ...withoutUndefined(said) });
}

/** SSM keeps `aws` and `ssm` at the beginning to itself. */
function nameProblems(name: string): string[] {
  const fits = /^(\/[A-Za-z0-9_.-]+){1,15}$/.test(name) && name.length <= 1_011 && !/^\/(aws|ssm)/i.test(name);
  return fits ? [] : [`parameterName: "${name}" is no path such as /podshift/docs/active-index`];
}

// A policy pack that writes down what policies are shown, one JSON line a call, into the file of PODSHIFT_POLICY_SEEN.
const { appendFileSync } = require("node:fs");
const { PolicyPack } = require("@pulumi/policy");
const { getSpecialProxyTarget, isSpecialProxy } = require("@pulumi/policy/proxy");

/** What is behind the proxies, which throw for values that aren't known yet. */
function behind(value) {
  if (typeof value !== "object" || value === null) return value;
  const target = value[isSpecialProxy] ? value[getSpecialProxyTarget] : value;
  if (Array.isArray(target)) return target.map(behind);
  return Object.fromEntries(Object.entries(target).map(([key, each]) => [key, behind(each)]));
}

const write = (line) => appendFileSync(process.env.PODSHIFT_POLICY_SEEN, `${JSON.stringify(line)}\n`);
const seen = ({ type, name, urn, props, opts }) => ({ type, name, urn, props: behind(props), opts });

new PolicyPack("seen", {
  policies: [
    {
      name: "resources",
      description: "Each resource before its step.",
      enforcementLevel: "advisory",
      validateResource: (args) => write({ resource: seen(args) }),
    },
    {
      name: "stack",
      description: "All resources at the end.",
      enforcementLevel: "advisory",
      validateStack: ({ resources }) =>
        write({
          stack: resources.map((each) => ({ ...seen(each), dependencies: each.dependencies.map(({ urn }) => urn) })),
        }),
    },
  ],
});

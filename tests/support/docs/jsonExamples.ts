import Ajv from "ajv";
import { readFaults } from "../../../emulator/dist/faults/document";
import { policies } from "../../../policy/src/policies";

/** What kind of example a JSON block is, and what was wrong with it. */
export function readJson(text: string): { kind: string; wrong?: string } {
  const value = JSON.parse(text) as Readonly<Record<string, unknown>>;
  if ("rules" in value) {
    readFaults(value);
    return { kind: "faults of the emulator" };
  }
  if (policies.some(({ name }) => name in value)) return { kind: "settings of policies", ...settingsOf(value) };
  // The texts themselves are held by the tests named.
  if (value.Version === "2012-10-17") return { kind: "tests/unit/aws/docs.test.ts" };
  if ("findings" in value) return { kind: "tests/integration/docs/podshiftCommands.test.ts" };
  if (value.v === 1) return { kind: "tests/unit/writeLog/encoding.test.ts" };
  return { kind: "", wrong: "is in no class" };
}

function settingsOf(value: Readonly<Record<string, unknown>>): { wrong?: string } {
  for (const [name, settings] of Object.entries(value)) {
    const policy = policies.find((each) => each.name === name);
    if (policy === undefined) return { wrong: `no policy ${name}` };
    const { properties = {} } = policy.configSchema ?? {};
    const levels = { enum: ["advisory", "mandatory", "disabled"] };
    const schema = {
      type: "object",
      properties: { ...properties, enforcementLevel: levels },
      additionalProperties: false,
    };
    const ajv = new Ajv({ strict: false });
    if (!ajv.validate(schema, settings)) return { wrong: `${name}: ${ajv.errorsText()}` };
  }
  return {};
}

// npm run check: format, lint and types. The rules of imports are a test (tests/unit/importRules.test.ts).
import "./setup/endOnSignal.mjs";
import { check } from "./checks.mjs";
import { setUp } from "./setup/index.mjs";

const { root } = await setUp({ pulumi: false });
const results = await check(root);
process.exit(results.every(({ passed }) => passed) ? 0 : 1);

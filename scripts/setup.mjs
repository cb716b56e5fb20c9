// npm run setup: makes a fresh clone ready. `npm test` and `npm run demo` do it by themselves.
import "./setup/endOnSignal.mjs";
import { setUp } from "./setup/index.mjs";

const { binDir } = await setUp();
console.log("Ready: packages installed and built, Pulumi CLI at hand.");
if (binDir !== undefined) console.log(`To use the CLI by hand:\n  export PATH="${binDir}:$PATH"`);

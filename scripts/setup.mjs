// npm run setup: makes a fresh clone ready. `npm test` and `npm run demo` do it by themselves.
import "./setup/endOnSignal.mjs";
import { setUp } from "./setup/index.mjs";

const { binDir } = await setUp();
console.log("Ready: packages installed and built, Pulumi CLI at hand.");
if (binDir !== undefined) console.log(`To use the Pulumi CLI by hand:\n  export PATH="${binDir}:$PATH"`);
console.log("`npx podshift --help` lists the commands; docs/your-own-index.md is the way of an index of yours.");

// npm run build: compiles the packages whose source changed.
import "./setup/endOnSignal.mjs";
import { setUp } from "./setup/index.mjs";

await setUp({ pulumi: false });

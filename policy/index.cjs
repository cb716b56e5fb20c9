// What Pulumi runs. The rules are transpiled as they are loaded: there is no build of them that could be stale.
const { join } = require("node:path");
const { register } = require("ts-node");

register({ cwd: __dirname, project: join(__dirname, "tsconfig.json"), transpileOnly: true });
require("./src/index.ts");

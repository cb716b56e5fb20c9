// Breaks the emulator on purpose: it answers before a write is kept. For the proof that the tests of killed emulators can fail.
const { createRequire } = require("node:module");
const { dirname, join } = require("node:path");

const home = dirname(createRequire(__filename).resolve("pinecone-emulator"));
const { DiskLedger } = require(join(home, "persistence", "diskLedger.js"));
DiskLedger.prototype.kept = async () => {};

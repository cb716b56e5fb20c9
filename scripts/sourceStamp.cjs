// Tells whether a build is of today's source: a hash over every file's path, size and time of change.
const { createHash } = require("node:crypto");
const { existsSync, readdirSync, statSync } = require("node:fs");
const { join } = require("node:path");

/**
 * @param {string} folder the source folder
 * @returns {string} the same text as long as no file in it changed, came or went
 */
function sourceStamp(folder) {
  const hash = createHash("sha256");
  for (const file of filesOf(folder)) {
    const { size, mtimeMs } = statSync(join(folder, file));
    hash.update(`${file} ${size} ${mtimeMs}\n`);
  }
  return hash.digest("hex");
}

function filesOf(folder) {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

module.exports = { sourceStamp };

// Mocha's spec reporter that also writes to the file named in PODSHIFT_TEST_COUNTS how many tests passed and failed, and which
// failed: a run is long, and what is kept of its output may be only the end.
const { writeFileSync } = require("node:fs");
const { reporters, Runner } = require("mocha");

class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures, pending } = this.stats;
      writeFileSync(
        process.env.PODSHIFT_TEST_COUNTS,
        JSON.stringify({ passed: passes, failed: failures, skipped: pending, failures: this.failures.map(told) }),
      );
    });
  }
}

function told(test) {
  const [reason] = String(test.err?.message ?? "no reason given").split("\n");
  return `${test.titlePath().join(" > ")}: ${reason}`;
}

module.exports = CountingReporter;

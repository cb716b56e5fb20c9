import { eachLogged } from "../support/provider/loggedMigration";
import { losesNothingUnderWrites } from "../support/provider/loggedWalk";
import { eachOnStage } from "../support/provider/stage";

describe("a migration under a write log, while the application writes all the time", function () {
  this.timeout(180_000);
  const stage = eachOnStage();
  const begin = eachLogged(stage);

  for (const writes of ["mirrored", "deferred"] as const) {
    it(`${writes}: loses nothing through cutover, rollback, capture, a second copy, cutover and retire`, async () =>
      losesNothingUnderWrites(stage(), await begin(writes)));
  }
});

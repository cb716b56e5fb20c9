import { systemClock } from "../../provider/src/util/clock";

/** Resolves once a condition holds. */
export async function until(holds: () => boolean | Promise<boolean>, ms = 60_000): Promise<void> {
  const end = Date.now() + ms;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`it did not come to be within ${ms} ms`);
    await systemClock.sleep(10);
  }
}

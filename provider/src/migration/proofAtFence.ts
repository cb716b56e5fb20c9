import type { MigrationContext } from "./context";
import type { LoggedSwitchRequest } from "./loggedSwitch";
import type { ProvenParity } from "./retirement";

/** The parity that a switch was made on, with the records that were written between its comparison and the fence. */
export async function proofAtFence(
  _context: MigrationContext,
  _request: LoggedSwitchRequest,
  parity: ProvenParity | undefined,
): Promise<ProvenParity | undefined> {
  return parity;
}

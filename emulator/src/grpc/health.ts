import type { Server } from "@grpc/grpc-js";
import { HealthImplementation } from "grpc-health-check";
import { isUsable } from "../models.js";
import type { IndexStore } from "../store/indexStore.js";
import { SERVICE } from "./methods.js";

/** grpc.health.v1: SERVING while the index is usable, for the server as a whole and its service. Needs no key. */
export function addHealth(server: Server, index: IndexStore): void {
  const health = new HealthImplementation();
  index.onState = () => {
    for (const name of ["", SERVICE]) health.setStatus(name, isUsable(index) ? "SERVING" : "NOT_SERVING");
  };
  index.onState();
  health.addToServer(server);
}

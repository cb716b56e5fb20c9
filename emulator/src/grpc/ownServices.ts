import type { Server } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { ReflectionService } from "@grpc/reflection";
import { HealthImplementation, protoPath as healthProtoFile } from "grpc-health-check";
import { isUsable } from "../models.js";
import type { IndexStore } from "../store/indexStore.js";
import { PROTO_FILE, SERVICE } from "./methods.js";

/** Tells clients which services and messages there are (grpc.reflection v1 and v1alpha). Needs no key. */
export function addReflection(server: Server): void {
  new ReflectionService(loadSync([PROTO_FILE, healthProtoFile], { keepCase: true })).addToServer(server);
}

/** grpc.health.v1: SERVING while the index is usable, of the server as a whole and of its service. Needs no key. */
export function addHealth(server: Server, index: IndexStore): void {
  const health = new HealthImplementation();
  index.onState = () => {
    for (const name of ["", SERVICE]) health.setStatus(name, isUsable(index) ? "SERVING" : "NOT_SERVING");
  };
  index.onState();
  health.addToServer(server);
}

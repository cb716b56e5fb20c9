import { createBackup, deleteBackup, describeBackup, listBackups, listIndexBackups } from "./actions/backups.js";
import { configureIndex } from "./actions/configureIndex.js";
import { createCollection } from "./actions/createCollection.js";
import { createIndex } from "./actions/createIndex.js";
import { deleteCollection } from "./actions/deleteCollection.js";
import { deleteIndex } from "./actions/deleteIndex.js";
import { describeCollection } from "./actions/describeCollection.js";
import { describeIndex } from "./actions/describeIndex.js";
import { listCollections } from "./actions/listCollections.js";
import { listIndexes } from "./actions/listIndexes.js";
import { createIndexFromBackup, describeRestoreJob, listRestoreJobs } from "./actions/restoreJobs.js";
import { ControlRefusal, faultControl, invalidControl, notModelledControl } from "./errors.js";
import type { PlaneRefusals, Route } from "./route.js";
import type { Project } from "./store/project.js";

/** What the control plane models. Everything else of the definition (models, integrated embedding) is answered with 501. */
export const CONTROL_ROUTES: readonly Route<Project>[] = [
  ["GET", "/indexes", listIndexes],
  ["POST", "/indexes", createIndex],
  ["GET", "/indexes/:name", describeIndex],
  ["PATCH", "/indexes/:name", configureIndex],
  ["DELETE", "/indexes/:name", deleteIndex],
  ["GET", "/indexes/:name/backups", listIndexBackups],
  ["POST", "/indexes/:name/backups", createBackup],
  ["GET", "/backups", listBackups],
  ["GET", "/backups/:id", describeBackup],
  ["DELETE", "/backups/:id", deleteBackup],
  ["POST", "/backups/:id/create-index", createIndexFromBackup],
  ["GET", "/restore-jobs", listRestoreJobs],
  ["GET", "/restore-jobs/:id", describeRestoreJob],
  ["GET", "/collections", listCollections],
  ["POST", "/collections", createCollection],
  ["GET", "/collections/:name", describeCollection],
  ["DELETE", "/collections/:name", deleteCollection],
];

export const CONTROL_REFUSALS: PlaneRefusals = {
  invalidKey: () => new ControlRefusal(401, "UNAUTHENTICATED", "Invalid API key."),
  malformed: (what) => invalidControl(`Failed to parse ${what}.`),
  notModelled: notModelledControl,
  fault: faultControl,
  internal: () => new ControlRefusal(500, "UNKNOWN", "Internal server error"),
};

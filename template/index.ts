import { Config } from "@pulumi/pulumi";
import { PodToServerlessMigration, readMigrations } from "podshift";

const settings = readMigrations(new Config("podshift").getObject("migrations"));

/** By pod index: its phase, the index that serves, its host, and what the last parity check said. */
export const migrations = Object.fromEntries(
  settings.map((migration) => [
    migration.podIndex,
    new PodToServerlessMigration(migration.podIndex, migration).summary,
  ]),
);

/**
 * A Pinecone pod index to serverless, as a reviewed Pulumi stack diff: what a stack program uses.
 *
 * @module podshift
 */
export { ConfigurationError, type MigrationConfig, readMigrations } from "./component/migrationConfig";
export { PHASE_PLANS, type Phase, type PhasePlan } from "./component/phase";
export { type MigrationSummary, PodToServerlessMigration } from "./component/podToServerlessMigration";
export { ERROR_CODES, type ErrorCode, PodshiftError } from "./errors";
export { ActiveIndex, type ActiveIndexArgs } from "./resources/activeIndex";
export { CatchUp, type CatchUpArgs } from "./resources/catchUp";
export { Collection, type CollectionArgs } from "./resources/collection";
export { ParityCheck, type ParityCheckArgs } from "./resources/parityCheck";
export { PodIndex, type PodIndexArgs } from "./resources/podIndex";
export { PodRetirement, type PodRetirementArgs } from "./resources/podRetirement";
export { Preflight, type PreflightArgs } from "./resources/preflight";
export { ServerlessIndex, type ServerlessIndexArgs } from "./resources/serverlessIndex";
export { WriteLog, type WriteLogArgs } from "./resources/writeLog";
export { COMPONENT_TOKEN, KINDS, type Kind, token } from "./tokens";

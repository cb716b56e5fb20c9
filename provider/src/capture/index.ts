/**
 * What runs inside your application: writes are recorded, and go to the index that serves.
 *
 * @module podshift/capture
 */
export type { ErrorCode, Facts } from "../errors";
export { PodshiftError } from "../errors";
export type { IndexPlace } from "../writeLog/control";
export type { CaptureOptions, CaptureState } from "./captureWrites";
export { captureState, captureWrites, endCapture } from "./captureWrites";
export type { ClientIndex } from "./client";

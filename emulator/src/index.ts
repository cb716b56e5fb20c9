/**
 * A stateful stand-in for the Pinecone API, for tests.
 *
 * @module pinecone-emulator
 */
export { type Emulator, type EmulatorControl, startEmulator } from "./emulator.js";
export { type FaultDocument, FaultDocumentError } from "./faults/document.js";
export type { RuleCounts } from "./faults/faults.js";
export type { JournalEntry } from "./journal.js";
export type { EmulatorOptions, LimitsMode, Quotas } from "./options.js";
export type { Clock } from "./states.js";

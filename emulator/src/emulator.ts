import type { FastifyInstance } from "fastify";
import { CONTROL_REFUSALS, CONTROL_ROUTES } from "./controlPlane.js";
import { DATA_REFUSALS, DATA_ROUTES } from "./dataPlane.js";
import { notFoundControl } from "./errors.js";
import type { FaultDocument } from "./faults/document.js";
import { Faults, type RuleCounts } from "./faults/faults.js";
import { grpcDoor } from "./grpc/grpcServer.js";
import { Journal, type JournalEntry } from "./journal.js";
import { type EmulatorOptions, type Settings, settingsFrom } from "./options.js";
import { ownRoutes } from "./ownRoutes.js";
import { DiskLedger } from "./persistence/diskLedger.js";
import { dump } from "./persistence/dump.js";
import { restoreFrom } from "./persistence/keep.js";
import { Snapshots } from "./persistence/snapshots.js";
import { planeServer } from "./server.js";
import { type Clock, systemClock } from "./states.js";
import type { IndexStore } from "./store/indexStore.js";
import { NO_LEDGER } from "./store/ledger.js";
import { Project } from "./store/project.js";

/** Hooks for tests: moments that the real service decides. */
export interface EmulatorControl {
  /** Collections stay Initializing until released. */
  holdCollections(): void;
  /** Ends `holdCollections`. */
  releaseCollections(): void;
  /** Indexes stay Initializing, or scaling, until released. */
  holdIndexes(): void;
  /** Ends `holdIndexes`. */
  releaseIndexes(): void;
  /** The next index that is created ends InitializationFailed. */
  failNextIndex(): void;
  /**
   * Takes the place of the faults in force; each rule begins anew.
   *
   * @throws FaultDocumentError
   */
  setFaults(document: FaultDocument): void;
  /** Ends all faults. */
  clearFaults(): void;
  /** How often each rule matched and struck, in the order of the document. */
  faultCounts(): RuleCounts[];
}

/** A server that is up. */
export interface Emulator {
  /** URL of the control plane. */
  readonly url: string;
  /** The last requests, oldest first; one array for the emulator's life. */
  readonly journal: readonly JournalEntry[];
  /** Moments that the real service decides, decided by the test. */
  readonly control: EmulatorControl;
  /** Forgets all indexes, collections, holds, faults and the journal; the control plane's port stays. */
  reset(): Promise<void>;
  /** Takes down all indexes with their records, and all collections. Answers an id for `restore`, good for this emulator's life. */
  snapshot(): string;
  /**
   * Puts everything back as it was at a snapshot; what was made since is gone, backups included. Indexes are at the hosts they
   * had, unless somebody else has taken the port.
   *
   * @throws ControlRefusal 404 when there is no such snapshot
   */
  restore(id: string): Promise<void>;
  /** Closes every port. */
  stop(): Promise<void>;
}

/**
 * Starts an emulator in this process. Rejects when the port can't be listened on, or the data folder not be used.
 */
export async function startEmulator(options: EmulatorOptions = {}, clock: Clock = systemClock): Promise<Emulator> {
  const settings = settingsFrom(options);
  const journal = new Journal();
  const faults = new Faults();
  if (options.faults !== undefined) faults.set(options.faults);
  const disk = options.data === undefined ? undefined : await DiskLedger.open(options.data);
  const ledger = disk ?? NO_LEDGER;
  const openHost = async (index: IndexStore, before: string | undefined) => {
    const plane = {
      target: index,
      routes: DATA_ROUTES,
      refusals: DATA_REFUSALS,
      apiKey: settings.apiKey,
      journal,
      clock,
      faults,
      kept: () => ledger.kept(),
      index: index.name,
    };
    const server = planeServer(plane, grpcDoor(plane));
    return { url: await listenAgain(server, settings, before), close: async () => void (await server.close()) };
  };
  const project = new Project(settings, clock, openHost, ledger);
  const snapshots = new Snapshots();
  const snapshot = () => snapshots.take(project);
  const restore = async (id: string) => {
    if (!snapshots.has(id)) throw notFoundControl(`Snapshot ${id} not found.`);
    await snapshots.restore(id, project, ledger);
  };
  const reset = async () => {
    await project.clear();
    // Not by nothing: an index may have been made meanwhile.
    await ledger.replace(dump(project));
    journal.clear();
    faults.clear();
  };
  const server = planeServer({
    target: project,
    routes: CONTROL_ROUTES,
    ownRoutes: ownRoutes(journal, faults, { reset, snapshot, restore }),
    refusals: CONTROL_REFUSALS,
    apiKey: settings.apiKey,
    journal,
    clock,
    faults,
    kept: () => ledger.kept(),
  });
  const stop = async () => {
    await project.clear();
    await server.close();
    await ledger.close();
  };
  try {
    if (disk !== undefined) await restoreFrom(disk, project);
    await listen(server, settings, settings.port);
  } catch (error) {
    // The control plane's own server doesn't listen: there is nothing of it to close.
    await project.clear();
    await ledger.close();
    throw error;
  }
  const url = addressOf(server, settings);
  return { url, journal: journal.entries, control: controlOf(project, faults), snapshot, restore, reset, stop };
}

function controlOf(project: Project, faults: Faults): EmulatorControl {
  return {
    holdCollections: () => project.transitions.hold("collections"),
    releaseCollections: () => project.transitions.release("collections"),
    holdIndexes: () => project.transitions.hold("indexes"),
    releaseIndexes: () => project.transitions.release("indexes"),
    failNextIndex: () => project.failNextIndex(),
    setFaults: (document) => faults.set(document),
    clearFaults: () => faults.clear(),
    faultCounts: () => faults.counts,
  };
}

/** Listens and answers the URL. */
async function listen(server: FastifyInstance, settings: Settings, port: number): Promise<string> {
  await server.listen({ host: settings.host, port });
  return addressOf(server, settings);
}

/** Listens where an earlier run did, so that clients find the index again; elsewhere when somebody else has the port. */
async function listenAgain(server: FastifyInstance, settings: Settings, before: string | undefined): Promise<string> {
  if (before === undefined) return listen(server, settings, 0);
  try {
    return await listen(server, settings, Number(new URL(before).port));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    return listen(server, settings, 0);
  }
}

/** URL of a server that listens: clients need plain http and no path. */
function addressOf(server: FastifyInstance, settings: Settings): string {
  const address = server.server.address();
  if (address === null || typeof address === "string") throw new TypeError("Expected a TCP address");
  return plainUrl(settings.host, address.port);
}

/** Exported for its test: an IPv6 address needs brackets. */
export function plainUrl(host: string, port: number): string {
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

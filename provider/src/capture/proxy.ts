import { PodshiftError } from "../errors";
import { canonicalNamespace } from "../util/namespace";
import type { Active } from "../writeLog/control";
import type { Bypass, Writer } from "../writeLog/writer";
import type { ActiveIndexes } from "./activeIndex";
import { readCall } from "./calls";
import { type ClientIndex, inspectClient } from "./client";
import { withFound } from "./found";
import { isWrite, kindOf, type WriteMethod } from "./methods";
import { isRefusal } from "./refusals";
import type { WorkUnderWay } from "./work";

/** What all wrapped indexes of one `captureWrites` share. */
export interface Capture {
  readonly writer: Writer;
  readonly indexes: ActiveIndexes;
  /** All calls under way. */
  readonly work: WorkUnderWay;
  /** Those of them that the log has to wait for: reads go on after its end, and beyond it. */
  readonly writes: WorkUnderWay;
  /** True once it was told to leave the log. */
  ended: boolean;
  /** Told of every wrapped index, those of namespaces included. */
  made(index: object): void;
}

/** A client's index, in one namespace, as the application sees it. */
export class CapturedIndex {
  readonly #methods = new Map<string, unknown>();
  readonly #others = new Map<string, Promise<ClientIndex>>();
  readonly #ns: string;

  constructor(
    readonly capture: Capture,
    readonly own: ClientIndex,
    /** As the client has it. */
    readonly namespace: string,
  ) {
    this.#ns = canonicalNamespace(namespace);
  }

  /** The client's object to all appearances, its methods captured. */
  proxy(): ClientIndex {
    const proxy = new Proxy(this.own, { get: (target, key) => this.#get(target, key) });
    this.capture.made(proxy);
    return proxy;
  }

  #get(target: ClientIndex, key: string | symbol): unknown {
    const value: unknown = Reflect.get(target, key);
    if (typeof key === "symbol" || key in Object.prototype) return value;
    if (typeof value === "function") return this.#method(key);
    // The commands that the client's methods are made of: a write through them would not be seen.
    return key.startsWith("_") ? undefined : value;
  }

  #method(name: string): unknown {
    const known = this.#methods.get(name);
    if (known !== undefined) return known;
    const made =
      name === "namespace"
        ? (namespace: string) => new CapturedIndex(this.capture, this.own.namespace(namespace), namespace).proxy()
        : (...args: unknown[]) => this.capture.work.during(() => this.#call(name, args));
    this.#methods.set(name, made);
    return made;
  }

  async #call(name: string, args: readonly unknown[]): Promise<unknown> {
    const { writer, ended } = this.capture;
    const { record, bypass } = writer;
    if (kindOf(name) === "read") return call(await this.#at(record.active), name, args);
    // Nobody looks any more whether the log stays closed: it counts as it was at the end.
    if (ended && record.state === "closed") return call(await this.#at(record.active), name, args);
    if (bypass !== undefined) return this.capture.writes.during(() => this.#past(bypass, name, args));
    if (!isWrite(name)) throw refused(name);
    if (ended) throw new PodshiftError("WRITER_ENDED", "capture was ended: it takes no more writes");
    return this.capture.writes.during(() => this.#write(name, args));
  }

  /** Past the log, with every method: what is no known read may have written. */
  async #past(bypass: Bypass, name: string, args: readonly unknown[]): Promise<unknown> {
    const answer = await call(await this.#at(bypass.active), name, args);
    bypass.check();
    return answer;
  }

  async #write(method: WriteMethod, given: readonly unknown[]): Promise<unknown> {
    const { dialect } = this.capture.indexes.facts;
    const { args, ns, bodies } = readCall(dialect, method, given, this.#ns);
    let sent = false;
    return this.capture.writer.write<unknown>({
      entries: async (active) =>
        active === "serverless" ? withFound(bodies, (await this.#at(active)).namespace(ns)) : bodies,
      send: async (active) => {
        sent = false;
        const index = await this.#at(active);
        sent = true;
        return call(index, method, args);
      },
      deferred: () => undefined,
      isRefusal: (error) => !sent || isRefusal(error),
    });
  }

  /** The client's index that serves, in this namespace. */
  #at(active: Active): ClientIndex | Promise<ClientIndex> {
    const { indexes } = this.capture;
    if (indexes.isOwn(active)) return this.own;
    const host = indexes.hostOf(active);
    const known = this.#others.get(host);
    if (known !== undefined) return known;
    // What `connect` makes may be bound to another one, also where this is the default.
    const made = indexes.other(active).then((other) => {
      const isThisOne = canonicalNamespace(inspectClient(other).namespace) === this.#ns;
      return isThisOne ? other : other.namespace(this.namespace);
    });
    this.#others.set(host, made);
    made.catch(() => this.#others.delete(host));
    return made;
  }
}

function call(index: ClientIndex, method: string, args: readonly unknown[]): unknown {
  const own: unknown = Reflect.get(index, method);
  if (typeof own === "function") return Reflect.apply(own, index, args);
  throw new TypeError(`index.${method} is not a function`);
}

function refused(method: string): PodshiftError {
  return new PodshiftError(
    "CAPTURE_UNSUPPORTED",
    `${method}() can't be captured: it may be a write that the log can't hold`,
    {
      facts: { method },
      next: "nothing was sent. A read: call it on the client's own index. A write: upsert records with their values, or wait until the migration is over",
    },
  );
}

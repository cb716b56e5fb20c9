import * as fence from "../../../../provider/src/migration/cutover/fence";
import { ApplierLease } from "../../../../provider/src/writeLog/applierLease";
import * as closing from "../../../../provider/src/writeLog/closeWriter";
import { Control, type ControlRecord } from "../../../../provider/src/writeLog/control";
import * as lease from "../../../../provider/src/writeLog/lease";
import { toJson } from "../../../../provider/src/writeLog/store";
import { Tickets } from "../../../../provider/src/writeLog/tickets";
import { TIMES } from "./history";

/** A rule of the protocol left out. Called before a history; what it answers puts the rule back. */
export type Ablation = () => () => void;

/** Replaces one member of a module or a class for a while: only tests take a rule away, the product has no switch for it. */
function replace(target: object, name: string, made: PropertyDescriptor): () => void {
  const was = Object.getOwnPropertyDescriptor(target, name);
  if (was === undefined) throw new Error(`there is no ${name} to be left out`);
  Object.defineProperty(target, name, { ...made, configurable: true });
  return () => Object.defineProperty(target, name, was);
}

const value = (made: unknown): PropertyDescriptor => ({ value: made, writable: true, enumerable: true });

/** The control record is read before the lease is put. */
const readBeforePut: Ablation = () => {
  const renew: typeof lease.renew = async (store, control, path, body, clock) => {
    const sent = lease.momentOf(clock);
    const record = await control.read();
    const { storeTime } = await store.put(path, toJson(body));
    return { sent, storeTime, record };
  };
  return replace(lease, "renew", value(renew));
};

/** A lease is counted from the answer of its renewal. */
const validFromReply: Ablation = () => {
  const { extend } = lease.Validity.prototype;
  return replace(
    lease.Validity.prototype,
    "extend",
    value(function (this: lease.Validity, _since: lease.Moment, ms: number) {
      extend.call(this, lease.momentOf(this.clock), ms);
    }),
  );
};

/** A fence is acknowledged while writes are under way. */
const noDrain: Ablation = () => replace(Tickets.prototype, "drained", { get: () => true });

/** A write is sent and acknowledged though its lease has run out. */
const lateAcknowledgement: Ablation = () =>
  replace(lease.Validity.prototype, "left", { get: () => Number.POSITIVE_INFINITY });

/** A writer that was silent for a lease's time counts as gone, and is neither sealed nor closed. */
const noClose: Ablation = () => {
  const gone = new Set<string>();
  const { drained } = fence;
  const restore = [
    replace(
      closing,
      "closeWriter",
      value(async (_deps: unknown, writer: string) => void gone.add(writer)),
    ),
    replace(
      fence,
      "drained",
      value((deps: fence.FenceDeps, fenced: ControlRecord) => {
        const left = Object.entries(fenced.writers).filter(([writer]) => !gone.has(writer));
        return drained(deps, { ...fenced, writers: Object.fromEntries(left) });
      }),
    ),
  ];
  return () => {
    for (const each of restore) each();
  };
};

/** Who closes a silent writer doesn't look whether it has renewed since it was seen to be silent. */
const closeUnseen: Ablation = () => {
  const { closeWriter } = closing;
  const unseen = (deps: closing.ClosingDeps, writer: string) => closeWriter(deps, writer);
  return replace(closing, "closeWriter", value(unseen));
};

/** A swap whose answer is lost counts as not done. */
const trustFirstAnswer: Ablation = () =>
  replace(
    Control.prototype,
    "swapFrom",
    value(async function (this: Control, from: ControlRecord, change: Partial<ControlRecord>) {
      const next = { ...from, ...change, epoch: from.epoch + 1, by: this.nonce() };
      const path = `control/${String(next.epoch).padStart(12, "0")}.json`;
      const made = await this.store.create(path, toJson(next)).catch(() => false);
      return made ? next : undefined;
    }),
  );

/** Whoever coordinates writes to the index that does not serve, though others may do so too. */
const oneApplier: Ablation = () => {
  const free = async (): Promise<Pick<ApplierLease, "mustOutlast" | "handBack" | "abandon">> => ({
    mustOutlast: () => undefined,
    handBack: async () => undefined,
    abandon: async () => undefined,
  });
  return replace(ApplierLease, "take", value(free));
};

/** A request without an answer counts as one that takes no effect any more, one's own as well as another run's. */
const lateMs: Ablation = () => replace(TIMES, "lateMs", value(0));

/** No writer takes a fence away. */
const fenceDeadline: Ablation = () => {
  const { swapFrom } = Control.prototype;
  const coordinatorsOnly: typeof swapFrom = function (this: Control, from, change) {
    const isWriter = this.nonce().startsWith("w");
    if (isWriter && from.state === "fenced" && change.state === "open") return Promise.resolve(undefined);
    return swapFrom.call(this, from, change);
  };
  return replace(Control.prototype, "swapFrom", value(coordinatorsOnly));
};

export const ABLATIONS = {
  readBeforePut,
  validFromReply,
  noDrain,
  lateAcknowledgement,
  noClose,
  closeUnseen,
  trustFirstAnswer,
  oneApplier,
  lateMs,
  fenceDeadline,
} satisfies Record<string, Ablation>;

import type * as Handlers from "../../../provider/src/handlers";
import { providerOf } from "../../../provider/src/handlers";
import type { CheckFailure, Props } from "../../../provider/src/handlers/runtime/define";
import { type Kind, token } from "../../../provider/src/tokens";
import { freshModule } from "./freshModule";

const HANDLERS = require.resolve("../../../provider/src/handlers");

/** What the engine calls an update that the preview shows. */
export type Op = "create" | "update" | "same" | "replace";

/** check() found something: the preview stops. */
export class CheckFailed extends Error {
  constructor(readonly failures: readonly CheckFailure[]) {
    super(failures.map(({ reason }) => reason).join("\n"));
  }

  /** The codes that the reasons name. */
  get codes(): string[] {
    return this.failures.map(({ reason }) => /\(([A-Z_]+)\)/.exec(reason)?.[1] ?? reason).sort();
  }
}

/** One resource of a stack, driven through its handler as the engine does it: the same calls with the same values. */
export class Row {
  id: string | undefined;
  /** Inputs as checked, as the last run that succeeded left them. */
  inputs: Props = {};
  /** Outputs: what diff, update, read and delete are given. */
  outs: Props = {};
  /** Set while the state is that of a partial failure. */
  partial = false;
  stack = "dev";

  constructor(readonly kind: Kind) {}

  get #hidden(): Props {
    const __urn = `urn:pulumi:${this.stack}::podshift::${token(this.kind)}::docs`;
    return { __provider: "exports.handler = ...", __urn };
  }

  get handler() {
    return providerOf(this.kind);
  }

  async check(asked: object): Promise<Props> {
    const news = { ...asked, ...this.#hidden };
    const { inputs, failures } = await this.handler.check(this.id === undefined ? {} : this.inputs, news);
    if (failures.length > 0) throw new CheckFailed(failures);
    return { ...inputs, __provider: this.#hidden.__provider };
  }

  /** What a preview would show. */
  async preview(asked: object): Promise<Op> {
    return this.#op(await this.check(asked));
  }

  /** Checks, then creates or updates what changed. */
  async up(asked: object): Promise<Op> {
    const news = await this.check(asked);
    const op = await this.#op(news);
    if (op === "replace") throw new TypeError("a replacement is made of two rows");
    if (op === "same") {
      // The engine saves what was asked, the new URN too; outputs stay as they were.
      this.inputs = news;
      return op;
    }
    try {
      if (this.id === undefined) {
        const { id, outs } = await this.handler.create(news);
        this.id = id;
        this.outs = outs;
      } else this.outs = (await this.handler.update(this.id, this.outs, news)).outs;
    } catch (error) {
      this.#keepPartial(error, news);
      throw error;
    }
    this.outs = { ...this.outs, __provider: this.#hidden.__provider };
    this.inputs = news;
    this.partial = false;
    return op;
  }

  /** `pulumi refresh`: answers false when the resource is gone. Of a partial failure the engine keeps only the outputs. */
  async refresh(): Promise<boolean> {
    if (this.id === undefined) throw new TypeError("nothing to refresh");
    const { id, props, inputs } = await this.handler.read(this.id, this.outs);
    if (id === "" || id === undefined) return false;
    this.partial = false;
    this.outs = { ...props, __provider: this.#hidden.__provider };
    this.inputs = { ...inputs, __provider: this.#hidden.__provider };
    return true;
  }

  /** As in a run whose program has the row no more: what an earlier run went through is no knowledge of its process. */
  async delete(): Promise<void> {
    if (this.id === undefined) throw new TypeError("nothing to delete");
    const { providerOf: anew } = freshModule<typeof Handlers>(HANDLERS);
    await anew(this.kind).delete(this.id, this.outs);
    this.id = undefined;
  }

  async #op(news: Props): Promise<Op> {
    if (this.id === undefined) return "create";
    const { changes, replaces = [] } = await this.handler.diff(this.id, this.outs, news);
    if (replaces.length > 0) return "replace";
    return changes || this.partial ? "update" : "same";
  }

  /** After a failed create the state holds the new inputs; after a failed update the older ones. */
  #keepPartial(error: unknown, news: Props): void {
    const failed = error as { id?: string; properties?: Props };
    if (failed.id === undefined || failed.properties === undefined) return;
    if (this.id === undefined) this.inputs = news;
    this.id = failed.id;
    this.outs = failed.properties;
    this.partial = true;
  }
}

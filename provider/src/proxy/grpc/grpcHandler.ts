import { constants, type IncomingHttpHeaders, type OutgoingHttpHeaders, type ServerHttp2Stream } from "node:http2";
import { hadNoEffect } from "../../util/httpOutcome";
import type { Bypass } from "../../writeLog/writer";
import { readBody } from "../body";
import { weightOf } from "../decode/bodies";
import { decodeGrpc } from "../decode/grpcWrites";
import { credentialsOf, isOfTheHop } from "../headers";
import type { Share } from "../load";
import { hadNoEffectGrpc, Unsuccessful } from "../outcomes";
import { Account, type ProxyParts } from "../parts";
import { compressed, malformed, notKnown, notWhileLogged, RPC, refusedBy, withoutKey } from "../refused";
import { grpcRoute, type Route } from "../routes";
import { ServiceFailure } from "../upstream/failure";
import { type Origin, originOf } from "../upstream/origin";
import { codeOf, deferredAnswer, type GrpcAnswer, refusal, statusOf } from "./answers";
import { collect } from "./collect";
import { messageOf, refuseByHead } from "./frames";
import { relay, reply } from "./relay";

type WriteRoute = Extract<Route, { kind: "write" }>;

/** One call under way. */
interface CallUnderWay {
  readonly stream: ServerHttp2Stream;
  readonly headers: IncomingHttpHeaders;
  readonly path: string;
  readonly account: Account;
  readonly share: Share;
}

/** Answers gRPC calls. All of the service's methods are unary: one message, one answer. */
export class GrpcHandler {
  constructor(readonly parts: ProxyParts) {}

  /** Resolves when nothing more is to be done for it; never rejects. */
  async handle(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): Promise<void> {
    const path = String(headers[":path"]);
    const route = grpcRoute(path);
    const account = new Account(this.parts, "grpc", route.operation);
    let share: Share | undefined;
    // What is wrong with a stream shows in its end.
    stream.on("error", () => undefined);
    const closed = new Promise<void>((resolve) => stream.once("close", resolve));
    let code: number = RPC.cancelled;
    try {
      share = this.parts.load.begin(route.kind === "read" ? "read" : "write");
      code = await this.#answer({ stream, headers, path, account, share }, route);
    } catch (error) {
      code = this.#refuse(stream, account, error);
    }
    await closed;
    account.end(stream.rstCode === constants.NGHTTP2_NO_ERROR ? code : RPC.cancelled);
    share?.end();
  }

  /** Answers with the call's status. */
  async #answer(call: CallUnderWay, route: Route): Promise<number> {
    const { bypass } = this.parts.writer;
    if (route.kind === "read") return this.#handOn(call);
    if (bypass !== undefined) return this.#handOn(call, bypass);
    if (route.kind === "write") return this.#write(call, route);
    throw route.operation === "unknown" ? notKnown("a method") : notWhileLogged(route.operation);
  }

  /** @param bypass of what is no read: it passes while the log is closed */
  async #handOn(call: CallUnderWay, bypass?: Bypass): Promise<number> {
    const body = await this.#body(call);
    const { record } = this.parts.writer;
    const origin = originOf(record, record.active);
    const headers = toService(call);
    const answered = (part: OutgoingHttpHeaders) => acknowledged(part, call, bypass);
    const once = () => {
      // The body may have taken its time, or the first attempt.
      bypass?.check();
      return relay(call.stream, this.parts.grpc.call(origin, headers, body), call.account, answered);
    };
    try {
      return await once();
    } catch (error) {
      if (!mayRepeat(error, bypass === undefined) || call.stream.closed) throw error;
      return once();
    }
  }

  async #write(call: CallUnderWay, { operation }: WriteRoute): Promise<number> {
    const { stream, headers } = call;
    const encoding = headers["grpc-encoding"];
    if (encoding !== undefined && encoding !== "identity") throw compressed();
    if (!isProtobuf(headers["content-type"])) throw malformed("the call's content type is not protobuf");
    const credentials = credentialsOf(headers);
    if (credentials === undefined) throw withoutKey();
    const body = await this.#body(call);
    const decoded = decodeGrpc(operation, messageOf(body));
    call.share.take(weightOf(decoded));
    const { bodies } = decoded;
    const asked = toService(call);
    const answer = await this.parts.writes
      .run<GrpcAnswer>({
        bodies,
        credentials,
        send: (origin) => this.#send(origin, asked, body),
        deferred: () => deferredAnswer(operation, bodies.length),
        isGone: () => stream.closed || stream.destroyed,
      })
      .catch((error: unknown) => {
        if (error instanceof Unsuccessful) return error.answer as GrpcAnswer;
        throw error;
      });
    call.account.answered = answer.body.length;
    reply(stream, answer);
    return codeOf(answer.trailers, answer.headers);
  }

  async #send(origin: Origin, asked: OutgoingHttpHeaders, body: Buffer): Promise<GrpcAnswer> {
    const answer = await collect(this.parts.grpc.call(origin, asked, body));
    const status = Number(answer.headers[":status"]);
    const code = codeOf(answer.trailers, answer.headers);
    if (status === 200 && code === RPC.ok) return answer;
    throw new Unsuccessful(answer, status === 200 ? hadNoEffectGrpc(code) : hadNoEffect(status));
  }

  async #body({ stream, share, account }: CallUnderWay): Promise<Buffer> {
    let head: Buffer = Buffer.alloc(0);
    const body = await readBody(stream, this.parts.limits, share, (part) => {
      if (head.length >= 5) return;
      head = Buffer.concat([head, part.subarray(0, 5)]);
      refuseByHead(head, this.parts.limits.bodyBytes);
    });
    account.received = body.length;
    return body;
  }

  /** Answers with the status of the refusal. */
  #refuse(stream: ServerHttp2Stream, account: Account, error: unknown): number {
    const refused = account.refuse(error);
    if (refused === undefined || stream.destroyed || stream.closed) return RPC.cancelled;
    if (stream.headersSent) {
      stream.close(constants.NGHTTP2_INTERNAL_ERROR);
      return RPC.internal;
    }
    reply(stream, refusal(refused));
    // What has not come yet of the call is not wanted.
    if (!stream.readableEnded) stream.close(constants.NGHTTP2_NO_ERROR);
    return refused.code;
  }
}

/**
 * What the service says it never looked at may be sent again (gRPC's "transparent retry"; writes that are logged: see
 * Writes). A read may be asked again when an idle connection ended just then.
 */
function mayRepeat(error: unknown, isRead: boolean): boolean {
  return error instanceof ServiceFailure && (error.unseen || (isRead && error.stale));
}

/** The part of an answer that says OK is what acknowledges a write: past the log only while that is surely closed. */
function acknowledged(
  part: OutgoingHttpHeaders,
  { account }: CallUnderWay,
  bypass: Bypass | undefined,
): OutgoingHttpHeaders {
  if (bypass === undefined || codeOf(part) !== RPC.ok) return part;
  try {
    bypass.check();
    return part;
  } catch (error) {
    return { ...part, ...statusOf(account.refuse(error) ?? refusedBy(error)) };
  }
}

function toService({ headers, path }: CallUnderWay): OutgoingHttpHeaders {
  const kept: OutgoingHttpHeaders = {};
  for (const name of Object.keys(headers)) {
    if (!name.startsWith(":") && !isOfTheHop(name)) kept[name] = headers[name];
  }
  return { ...kept, te: "trailers", ":method": "POST", ":path": path };
}

function isProtobuf(type: string | undefined): boolean {
  return type === "application/grpc" || type?.startsWith("application/grpc+proto") === true;
}

import { type handleUnaryCall, Metadata } from "@grpc/grpc-js";
import { Refusal, RPC } from "../errors.js";
import type { Course } from "../faults/faults.js";
import { SMALL } from "../journal.js";
import type { Answer, ApiRequest } from "../route.js";
import { answerOf, checkKey, fateOf, type PlaneOptions, strikeOf } from "../server.js";
import type { IndexStore } from "../store/indexStore.js";
import { decodeMessage, encodeMessage } from "./messages.js";
import type { GrpcMethod } from "./methods.js";

type Plane = PlaneOptions<IndexStore>;
type Json = Record<string, unknown>;

/** What a call ends with: a message (code 0), or a code with its sentence. */
type Outcome = { readonly code: 0; readonly message: Buffer } | { readonly code: number; readonly details: string };

/** What clients make of a connection that ends under a call: calls share it, so a fault ends its own call alone. */
const CONNECTION_LOST: Outcome = { code: RPC.unavailable, details: "Connection lost: a fault of the emulator." };

/** Answers the calls of one method. Messages come and go as bytes: a call with a wrong key is refused unread. */
export function unaryHandler(plane: Plane, method: GrpcMethod): handleUnaryCall<Buffer, Buffer> {
  return async (call, callback) => {
    let json: Json | undefined;
    const strike = strikeOf(plane, "GRPC", method.path);
    const act = (course?: Course) =>
      answerOf(plane, method.action, () => {
        checkKey(plane, header(call.metadata, "api-key"));
        json = readMessage(plane, method, call.request);
        return { ...apiRequest(method, json, call.request.length, call.metadata), course };
      });
    const { answer, ending } = await fateOf(plane, strike, act);
    const outcome = ending === "whole" ? outcomeOf(plane, method, answer) : CONNECTION_LOST;
    note(plane, method, outcome.code, isNoted(call.request.length) ? json : undefined, strike?.kind);
    const metadata = metadataOf(answer[2]);
    if ("details" in outcome) {
      callback({ ...outcome, metadata });
    } else {
      call.sendMetadata(metadata);
      callback(null, outcome.message);
    }
  };
}

function readMessage(plane: Plane, method: GrpcMethod, bytes: Buffer): Json {
  try {
    return decodeMessage(method.requestType, bytes);
  } catch (error) {
    throw error instanceof Refusal ? error : plane.refusals.malformed("the request message");
  }
}

function apiRequest(method: GrpcMethod, json: Json, bytes: number, metadata: Metadata): ApiRequest {
  return { ...method.place(json), bytes, version: header(metadata, "x-pinecone-api-version") };
}

/** A refusal's body is a google.rpc.Status: its code and message are the call's. */
function outcomeOf(plane: Plane, method: GrpcMethod, [status, body = {}]: Answer): Outcome {
  if (status >= 400) return refused(body);
  try {
    return { code: 0, message: encodeMessage(method.responseType, body) };
  } catch {
    return refused(plane.refusals.internal().body());
  }
}

function refused(body: { readonly code?: unknown; readonly message?: unknown }): Outcome {
  const code = typeof body.code === "number" ? body.code : RPC.unknown;
  return { code, details: typeof body.message === "string" ? body.message : "" };
}

function isNoted(bytes: number): boolean {
  return bytes > 0 && bytes <= SMALL;
}

function note(
  plane: Plane,
  method: GrpcMethod,
  status: number,
  body: Json | undefined,
  fault: string | undefined,
): void {
  plane.journal.add({
    at: plane.clock.now(),
    ...(plane.index === undefined ? {} : { index: plane.index }),
    method: "GRPC",
    path: method.path,
    status,
    ...(body === undefined ? {} : { body }),
    ...(fault === undefined ? {} : { fault }),
  });
}

function header(metadata: Metadata, name: string): string | undefined {
  return metadata.get(name)[0]?.toString();
}

function metadataOf(headers: Answer[2] = {}): Metadata {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
  return metadata;
}

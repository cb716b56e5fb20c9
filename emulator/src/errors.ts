/** What the emulator answers instead of a result: an HTTP status and the body in the shape of its plane. */
export abstract class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }

  /** The answer's JSON body. */
  abstract body(): object;
}

/** Codes of the control plane that the emulator uses (a subset of `ErrorResponse.error.code` in the API definition). */
export type ControlCode =
  | "INVALID_ARGUMENT"
  | "UNAUTHENTICATED"
  | "FORBIDDEN"
  | "NOT_FOUND"
  | "ALREADY_EXISTS"
  | "FAILED_PRECONDITION"
  | "UNPROCESSABLE_ENTITY"
  | "UNIMPLEMENTED"
  | "RESOURCE_EXHAUSTED"
  | "INTERNAL"
  | "UNAVAILABLE"
  | "DEADLINE_EXCEEDED"
  | "UNKNOWN";

/** A refusal of the control plane: `{error: {code, message}, status}`. */
export class ControlRefusal extends Refusal {
  override readonly name = "ControlRefusal";

  constructor(
    status: number,
    readonly code: ControlCode,
    message: string,
  ) {
    super(status, message);
  }

  body(): object {
    return { error: { code: this.code, message: this.message }, status: this.status };
  }
}

/** Codes of google.rpc that the data plane uses. */
export const RPC = {
  unknown: 2,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  alreadyExists: 6,
  permissionDenied: 7,
  resourceExhausted: 8,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const;

/** A refusal of the data plane: `{code, message, details}` (google.rpc.Status). */
export class DataRefusal extends Refusal {
  override readonly name = "DataRefusal";

  constructor(
    status: number,
    readonly code: number,
    message: string,
  ) {
    super(status, message);
  }

  body(): object {
    return { code: this.code, message: this.message, details: [] };
  }
}

export const invalidControl = (message: string) => new ControlRefusal(400, "INVALID_ARGUMENT", message);
export const forbidden = (message: string) => new ControlRefusal(403, "FORBIDDEN", message);
export const notFoundControl = (message: string) => new ControlRefusal(404, "NOT_FOUND", message);
export const alreadyExists = () => new ControlRefusal(409, "ALREADY_EXISTS", "Resource already exists.");
export const notModelledControl = (what: string) =>
  new ControlRefusal(501, "UNIMPLEMENTED", `The emulator doesn't model ${what}.`);

/** The service's answer to a JSON body that its types can't take: serde's sentence, with where it stopped reading. */
export const undeserializable = (reason: string, bodyLength: number) =>
  new ControlRefusal(
    422,
    "UNPROCESSABLE_ENTITY",
    `Failed to deserialize the JSON body into the target type: ${reason} at line 1 column ${bodyLength}`,
  );

/** Codes of the answers that faults give, by HTTP status. */
const FAULT_CODES: Readonly<Record<number, readonly [control: ControlCode, data: number]>> = {
  429: ["RESOURCE_EXHAUSTED", RPC.resourceExhausted],
  500: ["INTERNAL", RPC.internal],
  502: ["UNAVAILABLE", RPC.unavailable],
  503: ["UNAVAILABLE", RPC.unavailable],
  504: ["DEADLINE_EXCEEDED", RPC.deadlineExceeded],
};

const FAULT = "A fault of the emulator, as asked for.";

/** What a fault answers on the control plane. */
export function faultControl(status: number): ControlRefusal {
  return new ControlRefusal(status, FAULT_CODES[status]?.[0] ?? "UNKNOWN", FAULT);
}

/** What a fault answers on the data plane. */
export function faultData(status: number): DataRefusal {
  return new DataRefusal(status, FAULT_CODES[status]?.[1] ?? RPC.unknown, FAULT);
}

export const invalidData = (message: string) => new DataRefusal(400, RPC.invalidArgument, message);
export const namespaceNotFound = () => new DataRefusal(404, RPC.notFound, "Namespace not found");
export const notModelledData = (what: string) =>
  new DataRefusal(501, RPC.unimplemented, `The emulator doesn't model ${what}.`);

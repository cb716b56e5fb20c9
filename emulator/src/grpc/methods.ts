import { join } from "node:path";
import { loadSync, type Method, type Type } from "protobufjs";
import { DATA_ROUTES } from "../dataPlane.js";
import { invalidData } from "../errors.js";
import type { Action, ApiRequest } from "../route.js";
import type { IndexStore } from "../store/indexStore.js";

/** The service's definition: wire facts only. */
export const PROTO_FILE = join(__dirname, "../../proto/vector_service.proto");
export const SERVICE = "VectorService";

/** Where the REST request keeps what the gRPC request carries. */
type Place = Pick<ApiRequest, "body" | "query" | "params">;
type Placement = (json: Record<string, unknown>) => Place;

/** A method of the service, answered by the action of the REST route that does the same. */
export interface GrpcMethod {
  readonly name: string;
  /** Path of its requests: "/VectorService/Upsert". */
  readonly path: string;
  readonly requestType: Type;
  readonly responseType: Type;
  readonly action: Action<IndexStore>;
  readonly place: Placement;
}

const inBody: Placement = (json) => ({ body: json, query: new URLSearchParams(), params: {} });

const inQuery: Placement = (json) => {
  const pairs = Object.entries(json).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((item): [string, string] => [name, String(item)]),
  );
  return { body: undefined, query: new URLSearchParams(pairs), params: {} };
};

/** A path can't leave its namespace out, so neither may the message: it would mean the default one. */
const inPath: Placement = ({ namespace }) => {
  if (typeof namespace !== "string") throw invalidData("A namespace must be named.");
  return { body: undefined, query: new URLSearchParams(), params: { namespace } };
};

const REST_TWINS: Readonly<Record<string, readonly [method: string, path: string, place: Placement]>> = {
  Upsert: ["POST", "/vectors/upsert", inBody],
  Delete: ["POST", "/vectors/delete", inBody],
  Fetch: ["GET", "/vectors/fetch", inQuery],
  List: ["GET", "/vectors/list", inQuery],
  Query: ["POST", "/query", inBody],
  Update: ["POST", "/vectors/update", inBody],
  DescribeIndexStats: ["POST", "/describe_index_stats", inBody],
  ListNamespaces: ["GET", "/namespaces", inQuery],
  DescribeNamespace: ["GET", "/namespaces/:namespace", inPath],
  DeleteNamespace: ["DELETE", "/namespaces/:namespace", inPath],
  CreateNamespace: ["POST", "/namespaces", inBody],
  FetchByMetadata: ["POST", "/vectors/fetch_by_metadata", inBody],
};

/** Reads the definition; every method of it must have a twin. */
export function loadMethods(): readonly GrpcMethod[] {
  return loadSync(PROTO_FILE).resolveAll().lookupService(SERVICE).methodsArray.map(grpcMethod);
}

function grpcMethod({ name, resolvedRequestType, resolvedResponseType }: Method): GrpcMethod {
  const [method, path, place] = REST_TWINS[name] ?? [];
  const action = DATA_ROUTES.find((route) => route[0] === method && route[1] === path)?.[2];
  if (place === undefined || action === undefined || resolvedRequestType === null || resolvedResponseType === null) {
    throw new TypeError(`${SERVICE}.${name} has no twin over REST`);
  }
  const types = { requestType: resolvedRequestType, responseType: resolvedResponseType };
  return { name, path: `/${SERVICE}/${name}`, ...types, action, place };
}

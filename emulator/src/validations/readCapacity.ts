import { invalidControl, notModelledControl } from "../errors.js";
import { ON_DEMAND, type ReadCapacity } from "../store/readCapacity.js";
import type { Fields } from "./fields.js";

const NODE_TYPES = ["b1", "t1"];

/** Reads `read_capacity` out of its holder; undefined when there is none. */
export function readReadCapacity(holder: Fields): ReadCapacity | undefined {
  const fields = holder.optionalObject("read_capacity");
  if (fields === undefined) return undefined;
  const mode = fields.string("mode");
  if (mode === "OnDemand") return ON_DEMAND;
  if (mode !== "Dedicated") throw invalidControl("Read capacity mode must be `OnDemand` or `Dedicated`.");
  return readDedicated(fields.object("dedicated"));
}

function readDedicated(fields: Fields): ReadCapacity {
  const nodeType = fields.string("node_type");
  if (!NODE_TYPES.includes(nodeType)) throw invalidControl("Node type must be `b1` or `t1`.");
  if (fields.string("scaling") !== "Manual") throw invalidControl("Scaling must be `Manual`.");
  const manual = fields.object("manual");
  const shards = manual.integer("shards");
  const replicas = manual.integer("replicas");
  if (shards < 1) throw invalidControl("`shards` must be at least 1.");
  if (replicas < 0) throw invalidControl("`replicas` must not be negative.");
  if (replicas === 0) throw notModelledControl("an index that is disabled by 0 replicas");
  return { mode: "Dedicated", nodeType, shards, replicas };
}

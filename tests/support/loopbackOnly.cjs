"use strict";

// Refuses every TCP connection whose target isn't loopback, in this process, before a packet or a name look-up leaves it.
// Plain JavaScript, so that `node --require` can load it in child processes too.

const net = require("node:net");

const INSTALLED = Symbol.for("podshift.tests.loopbackOnly");
const CODE = "NOT_LOOPBACK";

/** net.Socket#connect takes (options), (port, host), (path), or one array of normalized arguments. */
function targetOf(args) {
  const first = Array.isArray(args[0]) ? args[0][0] : args[0];
  if (typeof first === "object" && first !== null) return { path: first.path, host: first.host, port: first.port };
  if (typeof first === "string" && Number.isNaN(Number(first))) return { path: first };
  return { host: typeof args[1] === "string" ? args[1] : undefined, port: first };
}

/** An absent host means localhost to Node. Any other name is refused: where it leads is known only after asking for it. */
function isLoopback(host) {
  if (host === undefined || host === null || host === "" || host === "localhost") return true;
  const address = host.replace(/^::ffff:/i, "");
  if (net.isIPv4(address)) return address.startsWith("127.");
  return address === "::1" || address === "0:0:0:0:0:0:0:1";
}

function install() {
  if (net.Socket.prototype[INSTALLED]) return;
  const connect = net.Socket.prototype.connect;
  net.Socket.prototype.connect = function connectToLoopback(...args) {
    const { path, host, port } = targetOf(args);
    if (!path && !isLoopback(host)) {
      const error = new Error(`Tests may connect to loopback only, not to ${host}:${port}`);
      error.code = CODE;
      throw error;
    }
    return connect.apply(this, args);
  };
  Object.defineProperty(net.Socket.prototype, INSTALLED, { value: true });
}

install();

/** An environment whose Node processes, and theirs, are held to loopback too. */
function loopbackOnlyEnv(env = process.env) {
  const required = `--require ${JSON.stringify(__filename)}`;
  const options = env.NODE_OPTIONS ?? "";
  return { ...env, NODE_OPTIONS: options.includes(required) ? options : `${options} ${required}`.trim() };
}

module.exports = { CODE, isLoopback, loopbackOnlyEnv };

// Loaded before the provider's process and a writer's (`node -r`), told what to do by PODSHIFT_MATRIX, a JSON object:
//   folder  where it talks with the harness: it writes `reached` there and waits for `go`; `full` means a full disk; in
//           `struck` it tells what went wrong, a line each: see Fact in evidence.ts
//   pin     the request or the write with which a step begins; left out in a writer, which never waits
//   record  a file that gets one line for each request and each write: the steps are checked against it
// What goes wrong in this process itself stands in `flags` once it may go on: see Flags in gate.ts.
"use strict";
const fs = require("node:fs");
const http = require("node:http");
const path = require("node:path");
const { Readable } = require("node:stream");

const { folder, pin, record } = JSON.parse(process.env.PODSHIFT_MATRIX ?? "{}");
const at = (name) => path.join(folder, name);
const realNow = Date.now;
const earlier = new Map();
const told = new Set();
let flags = {};
let releasedAt = 0;
let armed = pin?.after === undefined;
let seen = 0;
let hasAsked = false;

if (folder !== undefined) {
  patchHttp();
  patchFiles();
  Date.now = () => realNow() + skew();
}

function skew() {
  const { aheadMs = 0, aheadAfterMs = 0 } = flags;
  if (aheadMs === 0 || realNow() - releasedAt < aheadAfterMs) return 0;
  tellOnce("ahead");
  return aheadMs;
}

/** What went wrong here, so that nobody takes a fault for one that never struck. */
function tell(fact, more = {}) {
  fs.appendFileSync(at("struck"), `${JSON.stringify({ fact, ...more })}\n`);
}

function tellOnce(fact, more) {
  if (told.has(fact)) return;
  told.add(fact);
  tell(fact, more);
}

/** What came of the request with which the step begins: its connection is there, and can be lost, while it waits. */
function tellEnd(made) {
  const emit = made.emit.bind(made);
  made.emit = (event, ...args) => {
    const ms = releasedAt === 0 ? 0 : realNow() - releasedAt;
    if (event === "response") tell("answer", { status: args[0].statusCode, ms });
    if (event === "error") tell("error", { code: String(args[0]?.code ?? args[0]?.name), ms });
    return emit(event, ...args);
  };
}

/** Waits at the step's beginning, once among all processes; undefined at once for everything else. */
function gate(what) {
  if (pin === undefined) return undefined;
  if (!armed) {
    if (fits(pin.after, what)) armed = true;
    return undefined;
  }
  if (!fits(pin, what)) return undefined;
  seen += 1;
  if (seen <= (pin.skip ?? 0)) return undefined;
  return isFirst() ? released() : undefined;
}

/** In one step: the harness reads the number as soon as the file is there, and kills what it names. */
function isFirst() {
  // Requests beside the one that waits fit as well; what is linked is not written again.
  if (hasAsked) return false;
  hasAsked = true;
  const own = at(`reached.${process.pid}`);
  fs.writeFileSync(own, String(process.pid));
  try {
    fs.linkSync(own, at("reached"));
    return true;
  } catch {
    return false;
  }
}

async function released() {
  while (!fs.existsSync(at("go"))) await new Promise((done) => setTimeout(done, 3));
  flags = JSON.parse(fs.readFileSync(at("go"), "utf8"));
  releasedAt = realNow();
}

function fits(wanted, what) {
  if (wanted.kind !== what.kind) return false;
  if (!new RegExp(wanted.path).test(what.path)) return false;
  if (wanted.method !== undefined && wanted.method !== what.method) return false;
  if (wanted.host !== undefined && wanted.host !== what.host) return false;
  if (wanted.notHost !== undefined && wanted.notHost === what.host) return false;
  return wanted.body === undefined || new RegExp(wanted.body).test(what.body);
}

function note(what) {
  if (record !== undefined)
    fs.appendFileSync(record, `${JSON.stringify({ ...what, body: what.body.slice(0, 400) })}\n`);
}

/** What is shown of an answer: for a while that from before the step. */
function shownOf(where, answer) {
  const stale = (flags.staleMs ?? 0) > realNow() - releasedAt;
  if (!stale) earlier.set(where, answer);
  const shown = earlier.get(where) ?? answer;
  if (shown.text !== answer.text || shown.status !== answer.status) tellOnce("stale");
  return shown;
}

/** Answers that the emulator has no switch for. */
function madeUp({ method, path: where }) {
  const json = (body, status) => ({ status, text: JSON.stringify(body) });
  if (flags.quota === `${method} ${where}`) {
    tellOnce("quota");
    const message = "Collection exceeds quota. Maximum allowed on your account is 0. Currently have 0.";
    return json({ status: 403, error: { code: "FORBIDDEN", message } }, 403);
  }
  const known = earlier.get(where);
  if (method !== "GET" || where !== flags.terminating || known === undefined || known.status !== 200) return undefined;
  tellOnce("terminating");
  const body = JSON.parse(known.text);
  const collection = typeof body.status === "string";
  return json({ ...body, status: collection ? "Terminating" : { ready: false, state: "Terminating" } }, 200);
}

/** All requests of podshift's client: sent by Node's own, when the body is ended. */
function patchHttp() {
  const real = http.request;
  http.request = (url, options, ...rest) => {
    if (!(url instanceof URL)) return real(url, options, ...rest);
    const made = real(url, options, ...rest);
    const end = made.end.bind(made);
    made.end = (body, ...more) => {
      const what = {
        ...{ kind: "request", method: options.method ?? "GET", host: url.host },
        ...{ path: url.pathname, body: textOf(body) },
      };
      note(what);
      const go = () => {
        const instead = madeUp(what);
        if (instead !== undefined) return answerInstead(made, instead);
        if (flags.revokedKey) made.setHeader("api-key", "revoked");
        if (waits !== undefined && flags.noAnswer) loseAnswer(made);
        else if (isDescription(what)) keepAnswer(made, what.path);
        end(body, ...more);
      };
      const waits = gate(what);
      if (waits === undefined) go();
      else {
        tellEnd(made);
        void waits.then(go);
      }
      return made;
    };
    return made;
  };
}

/** The control plane's: names of indexes and collections, and what is said of one. */
function isDescription({ method, path: where }) {
  return method === "GET" && /^\/(indexes|collections)(\/|$)/.test(where);
}

/** The request is sent; its caller is shown what `shownOf` says. */
function keepAnswer(made, where) {
  const emit = made.emit.bind(made);
  made.emit = (event, ...args) => {
    if (event !== "response") return emit(event, ...args);
    const parts = [];
    args[0].on("data", (part) => parts.push(part));
    args[0].on("end", () => {
      const own = { status: args[0].statusCode, text: Buffer.concat(parts).toString("utf8") };
      emit("response", asAnswer(shownOf(where, own)));
    });
    args[0].on("error", (error) => emit("error", error));
    return true;
  };
}

/** Nothing is sent. */
function answerInstead(made, answer) {
  const emit = made.emit.bind(made);
  made.emit = () => true;
  made.destroy();
  emit("response", asAnswer(answer));
}

function asAnswer({ status, text }) {
  const headers = { "content-type": "application/json" };
  const headersDistinct = { "content-type": ["application/json"] };
  return Object.assign(Readable.from([Buffer.from(text)]), { statusCode: status, headers, headersDistinct });
}

/** The request is sent and has its effect; nobody here ever hears of its answer. */
function loseAnswer(made) {
  const emit = made.emit.bind(made);
  made.emit = (event, ...args) => {
    if (event !== "response") return emit(event, ...args);
    tellOnce("no-answer");
    return true;
  };
}

function textOf(body) {
  if (body === undefined || body === null) return "";
  if (typeof body === "string") return body;
  return body instanceof Uint8Array ? Buffer.from(body).toString("utf8", 0, 4_000) : "";
}

/** Writes of the log's files end in a `link` or a `rename`; those of a comparison begin with `open` or `writeFile`. */
function patchFiles() {
  const { promises } = fs;
  const [link, rename, open] = [fs.link, promises.rename, fs.open];
  const [openHandle, writeFile, mkdir] = [promises.open, promises.writeFile, promises.mkdir];
  const read = (file) => {
    try {
      return fs.readFileSync(file, "utf8").slice(0, 4_000);
    } catch {
      return "";
    }
  };
  const begun = (file, body) => {
    const what = { kind: "write", method: "", host: "", path: String(file), body };
    note(what);
    return gate(what);
  };
  fs.link = (from, to, done) => {
    const act = () => (isFull() ? done(noSpace("link", to)) : link(from, to, done));
    const waits = begun(to, read(from));
    if (waits !== undefined) void waits.then(act);
    else act();
  };
  promises.rename = async (from, to) => {
    await begun(to, read(from));
    if (isFull()) throw noSpace("rename", to);
    return rename(from, to);
  };
  fs.open = (file, mode, ...rest) => {
    if (mode === "wx" && isFull()) return rest.at(-1)(noSpace("open", file));
    return open(file, mode, ...rest);
  };
  promises.open = async (file, mode = "r", ...rest) => {
    if (mode === "r") return openHandle(file, mode, ...rest);
    await begun(file, "");
    if (isFull()) throw noSpace("open", file);
    return filling(await openHandle(file, mode, ...rest), file);
  };
  promises.writeFile = async (file, body, ...rest) => {
    await begun(file, textOf(body));
    if (isFull()) throw noSpace("write", file);
    return writeFile(file, body, ...rest);
  };
  promises.mkdir = (file, ...rest) => (isFull() ? Promise.reject(noSpace("mkdir", file)) : mkdir(file, ...rest));
}

/** A file that was open already can't grow on a full disk either. */
function filling(handle, file) {
  const write = handle.write.bind(handle);
  handle.write = (...args) => (isFull() ? Promise.reject(noSpace("write", file)) : write(...args));
  return handle;
}

function isFull() {
  return fs.existsSync(at("full"));
}

function noSpace(syscall, file) {
  tellOnce("full", { writer: pin === undefined });
  const error = new Error(`ENOSPC: no space left on device, ${syscall} '${file}'`);
  return Object.assign(error, { code: "ENOSPC", errno: -28, syscall, path: String(file) });
}

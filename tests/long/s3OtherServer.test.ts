import { keepsItsPromises } from "../integration/writeLog/storePromises";
import { hasPython } from "../support/s3/python";
import { type S3Server, startS3Server } from "../support/s3/server";

describe("a log on another S3 server (moto)", function () {
  this.timeout(600_000);
  let server: S3Server;
  let logs = 0;
  const kept = { ...process.env };
  before(async function () {
    if (!hasPython()) this.skip();
    server = await startS3Server("moto");
    Object.assign(process.env, server.env);
  });
  after(async () => {
    await server?.stop();
    for (const name of Object.keys(server?.env ?? {})) {
      if (kept[name] === undefined) delete process.env[name];
      else process.env[name] = kept[name];
    }
  });

  keepsItsPromises("on moto", { url: () => server.url(`log-${logs++}`), env: () => server.env });
});

import type { LogPlace } from "../load/logPlace";
import { FaultyS3 } from "./faultyS3";
import { type S3Server, startS3Server } from "./server";

/** A write log on a real S3 server, behind a bad network, as a place for a load. */
export interface FaultyPlace extends LogPlace {
  readonly s3: FaultyS3;
  /** The server behind: nothing goes wrong there. */
  readonly server: S3Server;
  lose(ms: number): Promise<void>;
  /** Ends both servers, and takes the credentials out of this process again. */
  stop(): Promise<void>;
}

/**
 * Starts both servers. This process reaches the log too: its environment holds the credentials until `stop`.
 *
 * @param prefix below which the log is
 */
export async function startFaultyPlace(seed: number, prefix = "app/docs"): Promise<FaultyPlace> {
  const server = await startS3Server();
  const s3 = await FaultyS3.start(server.endpoint, seed);
  const before = Object.fromEntries(Object.keys(server.env).map((name) => [name, process.env[name]]));
  Object.assign(process.env, server.env);
  return {
    url: `s3://${server.bucket}/${prefix}?region=${server.env.AWS_REGION}&endpoint=${s3.endpoint}`,
    env: server.env,
    ...{ s3, server },
    lose: (ms) => s3.lose(ms),
    stop: async () => {
      for (const [name, value] of Object.entries(before)) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
      await s3.stop();
      await server.stop();
    },
  };
}

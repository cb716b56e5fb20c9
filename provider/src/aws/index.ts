/**
 * The write log in S3, the write-capturing proxy, alarms, the active index and the distributed catch-up, as components.
 *
 * @module podshift/aws
 */
export {
  ACTIVE_INDEX_PARAMETER_TOKEN,
  ActiveIndexParameter,
  type ActiveIndexParameterArgs,
  type ActiveIndexValue,
  activeIndexReaderPolicy,
} from "./activeIndexParameter";
export type {
  CaptureProxyServiceArgs,
  ProxyBucketLog,
  ProxyClients,
  ProxyFileSystem,
  ProxyFolderLog,
  ProxyTls,
} from "./arguments";
export { ComponentArgumentsError } from "./argumentsError";
export { CAPTURE_PROXY_TOKEN, CaptureProxyService } from "./captureProxyService";
export { grantLogAccess, type LogAccessArgs } from "./logAccess";
export type { LogPlace } from "./logPlace";
export {
  catchUpPolicy,
  type LogRole,
  operatorPolicy,
  readerPolicy,
  type WriterPolicyOptions,
  writerPolicy,
} from "./logPolicies";
export type { PolicyDocument } from "./policies";
export { ProxyServiceError } from "./settings";
export type { SparkCatchUpArgs } from "./sparkArguments";
export { SPARK_CATCH_UP_TOKEN, SparkCatchUp } from "./sparkCatchUp";
export type { StartJobRun } from "./sparkJob";
export { WRITE_LOG_ALARMS_TOKEN, WriteLogAlarms, type WriteLogAlarmsArgs } from "./writeLogAlarms";
export {
  type AccessLogTarget,
  WRITE_LOG_BUCKET_TOKEN,
  WriteLogBucket,
  type WriteLogBucketArgs,
} from "./writeLogBucket";

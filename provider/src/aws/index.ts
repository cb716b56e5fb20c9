/** podshift/aws: the write-capturing proxy on AWS. */
export type { CaptureProxyServiceArgs, ProxyClients, ProxyFileSystem, ProxyTls } from "./arguments";
export { CAPTURE_PROXY_TOKEN, CaptureProxyService } from "./captureProxyService";
export { ProxyServiceError } from "./settings";

import { BlockList, isIPv4 } from "node:net";

/** RFC 1918, and RFC 6598 (shared address space, which EKS and others use inside of a VPC). */
const PRIVATE: ReadonlyArray<readonly [network: string, bits: number]> = [
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["100.64.0.0", 10],
];

/** Whether a text is an IPv4 range, such as `10.0.0.0/16`, that lies in a private one. */
export function isPrivateRange(text: string): boolean {
  const [network = "", digits = "", ...rest] = text.split("/");
  const bits = Number(digits);
  if (rest.length > 0 || !isIPv4(network) || !/^\d{1,2}$/.test(digits) || bits > 32) return false;
  return PRIVATE.some(([start, least]) => bits >= least && within(start, least, network));
}

function within(start: string, bits: number, address: string): boolean {
  const range = new BlockList();
  range.addSubnet(start, bits);
  return range.check(address);
}

/** MiB that a task of so many CPU units may have: from, to, in steps of. */
type Sizes = readonly [from: number, to: number, step: number];

/** "Task CPU and memory" of the Amazon ECS developer guide, Linux, as of 2026-11. */
const SIZES: ReadonlyMap<number, Sizes> = new Map([
  [256, [512, 2_048, 512]],
  [512, [1_024, 4_096, 1_024]],
  [1_024, [2_048, 8_192, 1_024]],
  [2_048, [4_096, 16_384, 1_024]],
  [4_096, [8_192, 30_720, 1_024]],
  [8_192, [16_384, 61_440, 4_096]],
  [16_384, [32_768, 122_880, 8_192]],
]);
/** Of 256 CPU units: the only size in its range that isn't offered. */
const NOT_OFFERED = 1_536;

/** What is wrong with a task's size; undefined when Fargate offers it. */
export function sizeProblem(cpu: number, memory: number): string | undefined {
  const sizes = SIZES.get(cpu);
  if (sizes === undefined) return `cpu: ${cpu} is none of ${[...SIZES.keys()].join(", ")}`;
  const [from, to, step] = sizes;
  const offered = memory >= from && memory <= to && (memory - from) % step === 0 && memory !== NOT_OFFERED;
  if (offered) return undefined;
  const known = cpu === 256 ? "512, 1024 or 2048" : `from ${from} to ${to} in steps of ${step}`;
  return `memory: ${memory} doesn't go with cpu ${cpu}: ${known}`;
}

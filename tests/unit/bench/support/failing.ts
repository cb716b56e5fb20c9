// A benchmark that prints a case and ends as BENCH_END says, or never.
const end = process.env.BENCH_END ?? "0";
console.log(JSON.stringify({ name: `ends with ${end}`, ours: 1 }));
if (end === "never") setInterval(() => {}, 1_000);
else process.exitCode = Number(end);

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** What a made-up tree of code is made of. */
export interface CodeTreeShape {
  readonly files: number;
  /** Share of the files that use Pinecone. */
  readonly share: number;
}

/** What was made. */
export interface MadeTree {
  readonly files: number;
  readonly bytes: number;
  readonly mentioning: number;
}

interface Kind {
  readonly ending: string;
  /** Share of all files. */
  readonly share: number;
  readonly head: string;
  /** A piece of everyday code. */
  piece(n: number): string;
  /** Code that talks to Pinecone, in an old and a newer way. */
  readonly vendor: string;
}

const script = (types: boolean): Pick<Kind, "head" | "piece" | "vendor"> => {
  const of = (type: string) => (types ? `: ${type}` : "");
  return {
    head: 'import { readFile } from "node:fs/promises";\nimport { Store } from "../lib/store";\n\n',
    piece: (n) => `/** Sums what the orders of a customer come to, without those that were sent back. */
export async function sumOrders${n}(orders${of("Order[]")}, rate${of("number")}) {
  const kept = orders.filter((order) => order.status !== "returned" && order.lines.length > 0);
  let total = 0;
  for (const { lines, discount } of kept) {
    const gross = lines.reduce((sum, { price, count }) => sum + price * count, 0);
    total += gross * (1 - (discount ?? 0)) * rate;
  }
  const text = await readFile(\`rates/\${total > ${n} ? "large" : "small"}.json\`, "utf8");
  return { total, count: kept.length, rate: JSON.parse(text)[${n}] ?? { value: 1, at: new Date() } };
}

`,
    vendor: `import { Pinecone } from "@pinecone-database/pinecone";

const pc = new Pinecone({ apiKey: process.env.PINECONE_API_KEY, environment: "us-west1-gcp" });
export const index = pc.index("docs");

export async function store(records${of("unknown[]")}) {
  await index.upsert(records);
  const { totalRecordCount } = await index.describeIndexStats();
  await pc.createIndex({ name: "other", dimension: 768, podType: "p1.x1", pods: 2 });
  return index.query({ vector: [1, 2], topK: 10, filter: { kind: "a" } }).then(({ matches }) => [matches, totalRecordCount]);
}

`,
  };
};

const KINDS: readonly Kind[] = [
  { ending: "ts", share: 0.28, ...script(true) },
  { ending: "js", share: 0.1, ...script(false) },
  { ending: "tsx", share: 0.07, ...script(true) },
  {
    ...{ ending: "py", share: 0.3, head: "import json\nfrom lib.store import Store\n\n\n" },
    piece: (n) => `def sum_orders_${n}(orders, rate=1.0):
    """Sums what the orders of a customer come to, without those that were sent back."""
    kept = [order for order in orders if order.status != "returned" and len(order.lines) > 0]
    total = 0.0
    for order in kept:
        gross = sum(line.price * line.count for line in order.lines)
        total += gross * (1 - (order.discount or 0)) * rate
    with open(f"rates/{'large' if total > ${n} else 'small'}.json", encoding="utf8") as file:
        rates = json.load(file)
    return {"total": total, "count": len(kept), "rate": rates.get("${n}", {"value": 1})}


`,
    vendor: `import os
import pinecone

pinecone.init(api_key=os.environ["PINECONE_API_KEY"], environment="us-west1-gcp")
index = pinecone.Index("docs")


def store(records):
    index.upsert(vectors=records, namespace="a")
    if "docs" not in pinecone.list_indexes():
        pinecone.create_index("docs", dimension=768, metric="cosine", pods=2, pod_type="p1.x1")
    return index.query(vector=[1, 2], top_k=10, filter={"kind": "a"}), index.describe_index_stats()


`,
  },
  {
    ...{ ending: "java", share: 0.1, head: "package com.example.shop;\n\nimport java.util.List;\n\nclass Sums {\n" },
    piece: (n) => `    /** Sums what the orders of a customer come to, without those that were sent back. */
    public Total sumOrders${n}(List<Order> orders, double rate) {
        double total = 0;
        int count = 0;
        for (Order order : orders) {
            if (order.getStatus().equals("returned") || order.getLines().isEmpty()) continue;
            double gross = order.getLines().stream().mapToDouble(line -> line.getPrice() * line.getCount()).sum();
            total += gross * (1 - order.getDiscount()) * rate;
            count += ${n} > 0 ? 1 : 0;
        }
        return new Total(total, count, rates.getOrDefault("${n}", Rate.one()));
    }

`,
    vendor: `    private final io.pinecone.clients.Pinecone pc = new io.pinecone.clients.Pinecone.Builder(key).build();
    private final io.pinecone.clients.Index index = pc.getIndexConnection("docs");

    void store(List<Float> values) {
        index.upsert("id", values);
        pc.createPodsIndex("docs", 768, "us-west1-gcp", "p1.x1");
    }

`,
  },
  {
    ...{ ending: "go", share: 0.08, head: 'package sums\n\nimport "fmt"\n\n' },
    piece: (n) => `// SumOrders${n} sums what the orders of a customer come to, without those that were sent back.
func SumOrders${n}(orders []Order, rate float64) (*Total, error) {
	total, count := 0.0, 0
	for _, order := range orders {
		if order.Status == "returned" || len(order.Lines) == 0 {
			continue
		}
		gross := 0.0
		for _, line := range order.Lines {
			gross += line.Price * float64(line.Count)
		}
		total += gross * (1 - order.Discount) * rate
		count++
	}
	if count == ${n} {
		return nil, fmt.Errorf("no orders: %d", count)
	}
	return &Total{Sum: total, Count: count}, nil
}

`,
    vendor: `import "github.com/pinecone-io/go-pinecone/pinecone"

func store(ctx context.Context, key string, vectors []*pinecone.Vector) error {
	pc, err := pinecone.NewClient(pinecone.NewClientParams{ApiKey: key})
	if err != nil {
		return err
	}
	idx, err := pc.Index("docs-1234.svc.us-west1-gcp.pinecone.io")
	_, err = idx.UpsertVectors(&ctx, vectors)
	return err
}

`,
  },
  {
    ...{ ending: "cs", share: 0.05, head: "using System.Linq;\n\nclass Sums\n{\n" },
    piece: (
      n,
    ) => `    /// <summary>Sums what the orders of a customer come to, without those that were sent back.</summary>
    public Total SumOrders${n}(IEnumerable<Order> orders, double rate)
    {
        var kept = orders.Where(order => order.Status != "returned" && order.Lines.Any()).ToList();
        var total = 0.0;
        foreach (var order in kept)
        {
            var gross = order.Lines.Sum(line => line.Price * line.Count);
            total += gross * (1 - (order.Discount ?? 0)) * rate;
        }
        return new Total(total, kept.Count, rates.TryGetValue("${n}", out var found) ? found : Rate.One);
    }

`,
    vendor: `    private readonly Pinecone.PineconeClient client = new Pinecone.PineconeClient(key, "us-west1-gcp");

    public async Task Store(IEnumerable<Pinecone.Vector> vectors)
    {
        var index = await client.GetIndex("docs");
        await index.Upsert(vectors);
    }

`,
  },
  {
    ...{ ending: "tf", share: 0.02, head: 'terraform {\n  required_version = ">= 1.5"\n}\n\n' },
    piece: (n) => `resource "aws_s3_bucket" "orders_${n}" {
  bucket = "orders-\${var.stage}-${n}"
  tags   = { owner = "shop", number = ${n} }
}

`,
    vendor:
      'resource "pinecone_index" "docs" {\n  name      = "docs"\n  dimension = 768\n  spec = { pod = { environment = "us-west1-gcp", pod_type = "p1.x1" } }\n}\n\n',
  },
];

/** Lengths in pieces of some 600 characters, as they are found in real projects: many short files, some long ones. */
const PIECES = [1, 2, 3, 3, 4, 5, 6, 8, 10, 12, 16, 20, 40];

/** Every so many files there is one that takes its index from another and never names Pinecone. */
const IMPORTING_EVERY = 50;

/** Makes a tree of code, the same each time. */
export function makeCodeTree(folder: string, { files, share }: CodeTreeShape): MadeTree {
  const made = { files: 0, bytes: 0, mentioning: 0 };
  const put = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
    made.bytes += text.length;
    made.files += 1;
    if (/pinecone/i.test(text)) made.mentioning += 1;
  };
  put(".gitignore", "dist/\n*.log\n/coverage/\n.env*\n");
  put("requirements.txt", "flask==3.0.0\npinecone-client==2.2.4\n");
  put("package.json", '{ "dependencies": { "@pinecone-database/pinecone": "^1.1.0", "express": "^4" } }\n');
  const every = Math.round(1 / share);
  for (const { ending, share: of, head, piece, vendor } of KINDS) {
    const count = Math.round(files * of);
    for (let n = 0; n < count; n += 1) {
      const pieces = Array.from({ length: PIECES[(n * 7) % PIECES.length] ?? 1 }, (_, k) => piece(n + k));
      const talks = n % every === 0 ? vendor : "";
      const takes =
        ending === "py" && n % IMPORTING_EVERY === 1 ? `from part0.file_0 import index\n\nindex.upsert([])\n` : "";
      const end = ending === "java" || ending === "cs" ? "}\n" : "";
      put(`part${n % 40}/file_${n}.${ending}`, head + takes + talks + pieces.join("") + end);
    }
  }
  return made;
}

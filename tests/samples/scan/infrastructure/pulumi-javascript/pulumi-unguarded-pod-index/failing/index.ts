import { Index, PineconeIndex as Old } from "@pinecone-database/pulumi";

export const docs = new Index("docs", { // expect infrastructure/pulumi-pod-index, infrastructure/pulumi-unguarded-pod-index
  name: "docs",
  spec: { pod: { environment: "us-east1-gcp", podType: "p1.x1" } },
});

export const news = new Old("news", { spec: { pod: { environment: "us-east1-gcp" } } }, { // expect infrastructure/pulumi-pod-index, infrastructure/pulumi-unguarded-pod-index
  // The team's own.
  aliases: [{ name: "old-news" }],
  protect: true,
});

export const scratch = new Index("scratch", { spec: { pod: { environment: "us-east1-gcp" } } }, { protect: false }); // expect infrastructure/pulumi-pod-index, infrastructure/pulumi-unguarded-pod-index

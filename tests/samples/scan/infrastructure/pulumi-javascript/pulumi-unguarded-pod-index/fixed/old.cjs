const pinecone = require("@pulumi/pinecone");
const { PineconeIndexResource } = require("@pulumi/pinecone");

new pinecone.Index("docs", { spec: { pod: { environment: "us-east1-gcp" } } }, { protect: true, retainOnDelete: true }); // expect infrastructure/pulumi-pod-index, infrastructure/pulumi-unguarded-pod-index
new PineconeIndexResource("news", { name: "news", pods: 1, podType: "p1.x1" }, { protect: true, retainOnDelete: true }); // expect infrastructure/pulumi-pod-index, infrastructure/pulumi-unguarded-pod-index

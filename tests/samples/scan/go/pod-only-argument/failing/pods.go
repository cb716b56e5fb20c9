package search

import (
	"context"

	"github.com/pinecone-io/go-pinecone/v4/pinecone"
)

func pods(ctx context.Context, client *pinecone.Client, metric pinecone.IndexMetric) {
	_, _ = client.CreatePodIndex(ctx, &pinecone.CreatePodIndexRequest{ // expect go/pod-only-argument
		Name:           "docs",
		Dimension:      8,
		Metric:         &metric,
		Environment:    "us-east1-gcp",
		PodType:        "p1.x1",
		MetadataConfig: &pinecone.PodSpecMetadataConfig{Indexed: &[]string{"genre"}}, // expect go/pod-only-argument
	})
	_, _ = client.ConfigureIndex(ctx, "docs", pinecone.ConfigureIndexParams{
		PodType:            "p1.x2", // expect go/pod-only-argument
		DeletionProtection: "enabled",
		Replicas:           2, // expect go/pod-only-argument
	})
}

package search

import (
	"context"

	"github.com/pinecone-io/go-pinecone/v4/pinecone"
)

type CreateServerlessIndexRequest struct {
	Metric    pinecone.IndexMetric
	Dimension int32
}

func create(ctx context.Context, client *pinecone.Client, dimension *int32) error {
	own := CreateServerlessIndexRequest{Metric: pinecone.Cosine, Dimension: 8}
	metric := own.Metric
	_, err := client.CreateServerlessIndex(ctx, &pinecone.CreateServerlessIndexRequest{
		Name:      "docs",
		Dimension: dimension,
		Metric:    &metric,
		Cloud:     pinecone.Aws,
		Region:    "us-east-1",
	})
	return err
}

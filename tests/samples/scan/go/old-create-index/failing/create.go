package search

import (
	"context"

	"github.com/pinecone-io/go-pinecone/v2/pinecone" // expect go/import-path
)

func create(ctx context.Context, client *pinecone.Client, name string, metric pinecone.IndexMetric) error {
	dimension := int32(8)
	_, err := client.CreateServerlessIndex(ctx, &pinecone.CreateServerlessIndexRequest{
		Name:               name,
		Dimension:          dimension, // expect go/old-create-index
		Metric:             metric, // expect go/old-create-index
		DeletionProtection: pinecone.DeletionProtectionEnabled, // expect go/old-create-index
		Cloud:              pinecone.Aws,
		Region:             "us-east-1",
	})
	return err
}

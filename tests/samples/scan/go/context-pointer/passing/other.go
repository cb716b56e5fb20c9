package search

import (
	"context"

	"github.com/pinecone-io/go-pinecone/v4/pinecone"
)

type queue struct{}

func (queue) UpsertVectors(ctx *context.Context, n int) {}

func write(ctx context.Context, idx *pinecone.IndexConnection, q queue) {
	_, _ = idx.DescribeIndexStats(ctx)
	q.UpsertVectors(&ctx, 3)
}

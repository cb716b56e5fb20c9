package search

import (
	"context"

	"github.com/pinecone-io/go-pinecone/v4/pinecone"
)

type warehouse struct{}

func (w *warehouse) DescribeIndexStatsFiltered(ctx context.Context, filter string) {}

func count(ctx context.Context, idx *pinecone.IndexConnection, w *warehouse) {
	_, _ = idx.DescribeIndexStats(ctx)
	w.DescribeIndexStatsFiltered(ctx, "a")
}

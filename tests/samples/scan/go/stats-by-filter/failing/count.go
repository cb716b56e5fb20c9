package search

import (
	"context"

	"github.com/pinecone-io/go-pinecone/v4/pinecone"
)

type index interface {
	DescribeIndexStatsFiltered(ctx context.Context, filter *pinecone.MetadataFilter) (*pinecone.DescribeIndexStatsResponse, error)
	UpsertVectors(ctx context.Context, in []*pinecone.Vector) (uint32, error)
}

func count(ctx context.Context, idx *pinecone.IndexConnection, behind index, filter *pinecone.MetadataFilter) {
	_, _ = idx.DescribeIndexStatsFiltered(ctx, filter) // expect go/stats-by-filter
	_, _ = behind.DescribeIndexStatsFiltered(ctx, filter) // expect go/stats-by-filter
	_, _ = elsewhere.connection.DescribeIndexStatsFiltered(ctx, filter) // expect go/stats-by-filter
}

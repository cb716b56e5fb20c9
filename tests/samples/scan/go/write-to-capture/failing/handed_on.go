package search

import (
	"context"

	"github.com/pinecone-io/go-pinecone/v4/pinecone"
)

func later(ctx context.Context, conn *pinecone.IndexConnection, filter *pinecone.MetadataFilter) {
	write := conn.UpsertVectors              // expect go/write-to-capture
	forget := conn.DeleteVectorsByFilter     // expect go/delete-by-filter, go/write-to-capture
	count := conn.DescribeIndexStatsFiltered // expect go/stats-by-filter
	ask := conn.QueryByVectorValues
	_, _, _, _ = write, forget, count, ask
	_ = forget(ctx, filter)
}

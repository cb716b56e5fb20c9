package search

import (
	"context"

	pc "github.com/pinecone-io/go-pinecone/pinecone" // expect go/import-path
)

func query(ctx context.Context, idx *pc.IndexConnection, filter *pc.Filter) (*pc.QueryVectorsResponse, error) { // expect go/old-filter-name
	req := &pc.QueryByVectorValuesRequest{
		Vector: []float32{1, 2},
		TopK:   3,
		Filter: filter, // expect go/old-filter-name
	}
	if filter == nil {
		req.Filter = &pc.Filter{} // expect go/old-filter-name, go/old-filter-name
	}
	return idx.QueryByVectorValues(&ctx, req) // expect go/context-pointer
}

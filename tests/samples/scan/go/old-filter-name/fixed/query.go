package search

import (
	"context"

	pc "github.com/pinecone-io/go-pinecone/v4/pinecone" // expect go/import-path
)

func query(ctx context.Context, idx *pc.IndexConnection, filter *pc.MetadataFilter) (*pc.QueryVectorsResponse, error) { // expect go/old-filter-name
	req := &pc.QueryByVectorValuesRequest{
		Vector: []float32{1, 2},
		TopK:   3,
		MetadataFilter: filter, // expect go/old-filter-name
	}
	if filter == nil {
		req.MetadataFilter = &pc.MetadataFilter{} // expect go/old-filter-name, go/old-filter-name
	}
	return idx.QueryByVectorValues(ctx, req) // expect go/context-pointer
}

package search

import (
	"context"

	"github.com/pinecone-io/go-pinecone/v4/pinecone"
)

func forget(ctx context.Context, idx *pinecone.IndexConnection, filter *pinecone.MetadataFilter) error {
	return idx.WithNamespace("books").DeleteVectorsByFilter(ctx, filter) // expect go/delete-by-filter, go/write-to-capture
}

package search

import (
	"context"

	"github.com/pinecone-io/go-pinecone/v4/pinecone" // expect go/import-path
)

func write(idx *pinecone.IndexConnection, vectors []*pinecone.Vector, behind *context.Context) error {
	ctx := context.Background()
	if _, err := idx.UpsertVectors(ctx, vectors); err != nil { // expect go/context-pointer, go/write-to-capture
		return err
	}
	if _, err := idx.DescribeIndexStats(*behind); err != nil { // expect go/context-pointer
		return err
	}
	if _, err := elsewhere.index.DescribeIndexStats(ctx); err != nil { // expect go/context-pointer
		return err
	}
	defer func() { _ = idx.Close() }()
	return idx.DeleteVectorsById(ctx, []string{"a"}) // expect go/context-pointer, go/write-to-capture
}

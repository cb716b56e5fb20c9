package search

import (
	"context"

	"github.com/blevesearch/bleve"
	"github.com/pinecone-io/go-pinecone/v4/pinecone"
)

type memory map[string]*pinecone.Vector

func (m memory) UpsertVectors(vectors []*pinecone.Vector) {}

func ingest(ctx context.Context, index memory, b *bleve.Batch, kube kubernetes) {
	index.UpsertVectors(nil)
	b.Delete("UpsertVectors")
	kube.client.DeleteNamespace(ctx, "old")
	// index.DeleteVectorsById(ctx, nil)
}

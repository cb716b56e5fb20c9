package search

import (
	"context"

	"github.com/pinecone-io/go-pinecone/v4/pinecone"
)

type Ingest struct {
	clients *Clients
	index   *pinecone.IndexConnection
}

func (i *Ingest) books() *pinecone.IndexConnection {
	return i.index.WithNamespace("books")
}

func (i *Ingest) Run(ctx context.Context, vectors []*pinecone.Vector) error {
	go func(conn *pinecone.IndexConnection) {
		_, _ = conn.UpsertVectors(ctx, vectors) // expect go/write-to-capture
	}(i.index)
	if err := i.books().UpdateVector(ctx, &pinecone.UpdateVectorRequest{Id: "a"}); err != nil { // expect go/write-to-capture
		return err
	}
	if err := i.clients.films().DeleteVectorsById(ctx, []string{"a"}); err != nil { // expect go/write-to-capture
		return err
	}
	if err := i.index.DeleteNamespace(ctx, "old"); err != nil { // expect go/write-to-capture
		return err
	}
	return i.index.DeleteAllVectorsInNamespace(ctx) // expect go/write-to-capture
}

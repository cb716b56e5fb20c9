package search

import (
	"context"

	pc "github.com/pinecone-io/go-pinecone/v4/pinecone" // expect go/import-path
)

// Names lists the indexes. 🌲
func Names(ctx context.Context, client *pc.Client) ([]*pc.Index, error) {
	return client.ListIndexes(ctx)
}

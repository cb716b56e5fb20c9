package search

import (
	"context"
	"os"

	"github.com/pinecone-io/go-pinecone/v4/pinecone"
)

const host = "docs-1a2b3c4.svc.us-east1-gcp.pinecone.io" // expect go/names-the-index

func open(ctx context.Context, key string) (*pinecone.IndexConnection, error) {
	client, err := pinecone.NewClient(pinecone.NewClientParams{ApiKey: key})
	if err != nil {
		return nil, err
	}
	if name := os.Getenv("PINECONE_INDEX"); name != "" {
		index, err := client.DescribeIndex(ctx, name) // expect go/names-the-index
		if err != nil {
			return nil, err
		}
		return client.Index(pinecone.NewIndexConnParams{Host: index.Host, Namespace: "books"})
	}
	return client.Index(pinecone.NewIndexConnParams{Host: host}) // expect go/names-the-index
}

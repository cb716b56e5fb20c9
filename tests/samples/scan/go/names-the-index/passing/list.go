package search

import (
	"context"

	"github.com/meilisearch/meilisearch-go"
	"github.com/pinecone-io/go-pinecone/v4/pinecone"
)

// docs-1a2b3c4.svc.us-east1-gcp.pinecone.io is the host.
func list(ctx context.Context, client *pinecone.Client, search *meilisearch.Client) []string {
	hosts := []string{"docs-1a2b3c4.svc.aped-4627-b74a.pinecone.io", "https://docs.pinecone.io"}
	indexes, _ := client.ListIndexes(ctx)
	for _, each := range indexes {
		index, _ := client.DescribeIndex(ctx, each.Name)
		hosts = append(hosts, index.Host)
	}
	search.Index("docs")
	return hosts
}

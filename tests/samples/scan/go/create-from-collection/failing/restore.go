package search

import "github.com/pinecone-io/go-pinecone/v4/pinecone"

func restore(collection string) *pinecone.CreatePodIndexRequest {
	return &pinecone.CreatePodIndexRequest{
		Name:             "docs",
		SourceCollection: &collection, // expect go/create-from-collection
	}
}

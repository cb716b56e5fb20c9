package search

import "github.com/pinecone-io/go-pinecone/v4/pinecone"

type copyRequest struct{ SourceCollection *string }

func migrate(collection string) (*pinecone.CreateServerlessIndexRequest, copyRequest) {
	request := pinecone.CreateServerlessIndexRequest{Name: "docs-serverless", SourceCollection: &collection}
	return &request, copyRequest{SourceCollection: &collection}
}

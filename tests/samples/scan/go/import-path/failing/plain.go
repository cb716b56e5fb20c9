package search

import "github.com/pinecone-io/go-pinecone/pinecone" // expect go/import-path

func New(key string) (*pinecone.Client, error) {
	return pinecone.NewClient(pinecone.NewClientParams{ApiKey: key})
}

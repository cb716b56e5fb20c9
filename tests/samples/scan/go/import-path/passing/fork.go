package search

import (
	"github.com/example/go-pinecone/pinecone"
	"github.com/pinecone-io/go-pinecone-tools/pinecone/cmd"
)

var client = pinecone.New(cmd.Key())

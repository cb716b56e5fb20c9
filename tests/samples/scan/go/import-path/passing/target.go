package search

import (
	"github.com/pinecone-io/go-pinecone/v4/pinecone"
)

// See github.com/pinecone-io/go-pinecone/pinecone for the time before.
const before = "github.com/pinecone-io/go-pinecone/pinecone"

var client *pinecone.Client

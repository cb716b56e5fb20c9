package search

import (
	"github.com/example/photos"
	"github.com/pinecone-io/go-pinecone/v4/pinecone"
)

type search struct{ Filter *photos.Filter }

func filter(s search, f *photos.Filter) *pinecone.QueryByVectorIdRequest {
	s.Filter = f
	_ = search{Filter: f}
	return &pinecone.QueryByVectorIdRequest{MetadataFilter: &pinecone.MetadataFilter{}}
}

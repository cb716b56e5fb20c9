package search

import (
	"github.com/blevesearch/bleve"
	"github.com/pinecone-io/go-pinecone/v4/pinecone"
)

type store struct{ Namespace string }

func (s store) Index(host string) string { return host }

func open(pc *pinecone.Client, params pinecone.NewIndexConnParams, s store, b bleve.Index) {
	idx, _ := pc.Index(params) // expect go/names-the-index
	s.Index("docs")
	b.Index("docs", s)
	println(s.Namespace, idx.Namespace())
	// pc.Index("host") was the way before.
	println("pc.Index(host)")
}

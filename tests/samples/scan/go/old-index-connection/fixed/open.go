package search

import (
	"os"

	"github.com/pinecone-io/go-pinecone/v4/pinecone" // expect go/import-path
)

type Searcher struct {
	pc   *pinecone.Client
	host string
	idx  *pinecone.IndexConnection
}

func (s *Searcher) Open(cfg Config) error {
	idx, err := s.pc.Index(pinecone.NewIndexConnParams{Host: s.host}) // expect go/old-index-connection, go/names-the-index
	if err != nil {
		return err
	}
	s.idx = idx
	other, err := s.pc.Index(pinecone.NewIndexConnParams{Host: os.Getenv("PINECONE_HOST"), Namespace: "books"}) // expect go/old-index-connection, go/names-the-index
	if err != nil {
		return err
	}
	if other.Namespace() != idx.Namespace() { // expect go/old-index-connection, go/old-index-connection
		println(s.idx.Namespace()) // expect go/old-index-connection
	}
	other.Namespace = "films" // expect go/old-index-connection
	_, err = s.pc.Index( // expect go/old-index-connection, go/names-the-index
		pinecone.NewIndexConnParams{Host: cfg.IndexHost, // where it lives
		Namespace: "books",
		AdditionalMetadata: map[string]string{"trace": "1"}},
	)
	third, err := s.pc.Index(pinecone.NewIndexConnParams{Host: cfg.IndexHost}) // expect go/old-index-connection, go/names-the-index
	_ = third
	return err
}

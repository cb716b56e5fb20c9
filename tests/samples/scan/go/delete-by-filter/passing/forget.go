package search

import (
	"github.com/pinecone-io/go-pinecone/v4/pinecone"
	"github.com/qdrant/go-client/qdrant"
)

type ledger struct{ filter *pinecone.MetadataFilter }

func (l ledger) DeleteVectorsByFilter() {}

func forget(l ledger, points qdrant.PointsClient) {
	l.DeleteVectorsByFilter()
	points.Delete(nil, nil)
}

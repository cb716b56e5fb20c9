package search

import "github.com/pinecone-io/go-pinecone/v4/pinecone"

func first(res *pinecone.QueryVectorsResponse) float32 {
	for _, match := range res.Matches {
		return match.Vector.Values[0] // expect go/old-vector-values
	}
	return 0
}

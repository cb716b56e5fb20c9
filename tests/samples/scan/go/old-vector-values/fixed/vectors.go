package search

import "github.com/pinecone-io/go-pinecone/v4/pinecone" // expect go/import-path

type doc struct {
	ID        string
	Embedding []float32
}

func vectors(docs []doc, embed func(string) []float32) []*pinecone.Vector {
	out := []*pinecone.Vector{
		{Id: "first", Values: &[]float32{1, 2}}, // expect go/old-vector-values
		{Id: "sparse", Values: nil},
	}
	for _, d := range docs {
		values := embed(d.ID)
		changed := embed(d.ID)
		changed = append(changed, 0)
		out = append(out, &pinecone.Vector{Id: d.ID, Values: &values}) // expect go/old-vector-values
		out = append(out, &pinecone.Vector{Id: d.ID, Values: changed}) // expect go/old-vector-values
		out = append(out, &pinecone.Vector{Id: d.ID, Values: d.Embedding}) // expect go/old-vector-values
	}
	return out
}

func one(id string, values []float32) pinecone.Vector {
	return pinecone.Vector{Id: id, Values: &values} // expect go/old-vector-values
}

func sum(res *pinecone.FetchVectorsResponse) (total float32) {
	for _, v := range res.Vectors {
		for _, x := range v.Values { // expect go/old-vector-values
			total += x
		}
		total += float32(len(v.Values)) // expect go/old-vector-values
	}
	return total
}

package search

import (
	"gonum.org/v1/gonum/mat"

	"github.com/pinecone-io/go-pinecone/v4/pinecone"
)

type Vector struct{ Values []float32 }

func vectors(values []float32, other *mat.VecDense, pointer *[]float32) []*pinecone.Vector {
	local := Vector{Values: values}
	println(len(local.Values), other.Len())
	v := &pinecone.Vector{Id: "a", Values: &values}
	if v.Values != nil {
		println(len(*v.Values))
	}
	return []*pinecone.Vector{v, {Id: "b", Values: pointer}, {Id: "c", SparseValues: &pinecone.SparseValues{Values: values}}}
}

package vectors

import (
	"context"

	"google.golang.org/protobuf/types/known/structpb"

	"github.com/pinecone-io/go-pinecone/pinecone"
)

// Product is a product with the vector of its description.
type Product struct {
	ID        string
	Category  string
	Embedding []float32
}

const batch = 100

// Write puts products in, a batch at a time.
func (s *Store) Write(ctx context.Context, products []Product) error {
	for start := 0; start < len(products); start += batch {
		part := products[start:min(start+batch, len(products))]
		vectors := make([]*pinecone.Vector, 0, len(part))
		for _, product := range part {
			metadata, err := structpb.NewStruct(map[string]any{"category": product.Category})
			if err != nil {
				return err
			}
			values := product.Embedding
			vectors = append(vectors, &pinecone.Vector{Id: product.ID, Values: values, Metadata: metadata})
		}
		if _, err := s.index.UpsertVectors(&ctx, vectors); err != nil {
			return err
		}
	}
	return nil
}

// Forget takes everything of a supplier out.
func (s *Store) Forget(ctx context.Context, supplier string) error {
	filter, err := structpb.NewStruct(map[string]any{"supplier": supplier})
	if err != nil {
		return err
	}
	return s.index.DeleteVectorsByFilter(&ctx, filter)
}

// Length is the length of a stored vector, for checks by hand.
func (s *Store) Length(ctx context.Context, id string) (int, error) {
	res, err := s.index.FetchVectors(&ctx, []string{id})
	if err != nil {
		return 0, err
	}
	length := 0
	for _, vector := range res.Vectors {
		length = len(vector.Values)
	}
	return length, nil
}

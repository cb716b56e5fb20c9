// Package vectors opens the catalogue's index, and searches in it.
package vectors

import (
	"context"
	"fmt"
	"os"

	"github.com/pinecone-io/go-pinecone/v4/pinecone"
)

// Store is the catalogue's index.
type Store struct {
	client *pinecone.Client
	index  *pinecone.IndexConnection
}

// Open looks the index up by its name.
func Open(ctx context.Context, name string) (*Store, error) {
	client, err := pinecone.NewClient(pinecone.NewClientParams{ApiKey: os.Getenv("PINECONE_API_KEY")})
	if err != nil {
		return nil, err
	}
	described, err := client.DescribeIndex(ctx, name)
	if err != nil {
		return nil, fmt.Errorf("look up %s: %w", name, err)
	}
	index, err := client.Index(pinecone.NewIndexConnParams{Host: described.Host, Namespace: "products"})
	if err != nil {
		return nil, err
	}
	return &Store{client: client, index: index}, nil
}

// Search finds the products next to a question. A nil filter takes all categories.
func (s *Store) Search(ctx context.Context, question []float32, filter *pinecone.MetadataFilter) ([]string, error) {
	res, err := s.index.QueryByVectorValues(ctx, &pinecone.QueryByVectorValuesRequest{
		Vector: question,
		TopK:   10,
		MetadataFilter: filter,
	})
	if err != nil {
		return nil, err
	}
	ids := make([]string, 0, len(res.Matches))
	for _, match := range res.Matches {
		ids = append(ids, match.Vector.Id)
	}
	fmt.Fprintln(os.Stderr, s.index.Namespace(), "read units:", res.Usage.ReadUnits)
	return ids, nil
}

// Count tells how many products a filter leaves.
func (s *Store) Count(ctx context.Context, filter *pinecone.MetadataFilter) (uint32, error) {
	stats, err := s.index.DescribeIndexStatsFiltered(ctx, filter)
	if err != nil {
		return 0, err
	}
	return stats.TotalVectorCount, nil
}

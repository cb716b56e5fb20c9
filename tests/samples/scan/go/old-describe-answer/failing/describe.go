package search

import (
	"context"
	"fmt"

	"github.com/pinecone-io/go-pinecone/pinecone" // expect go/import-path
)

func describe(ctx context.Context, client *pinecone.Client, res *pinecone.QueryVectorsResponse) error {
	index, err := client.DescribeIndex(ctx, "docs") // expect go/names-the-index
	if err != nil {
		return err
	}
	fmt.Println(index.Spec.Pod.Replicas, index.Dimension) // expect go/old-describe-answer, go/old-describe-answer
	if index.Dimension != 8 { // expect go/old-describe-answer
		return fmt.Errorf("dimension")
	}
	collections, _ := client.ListCollections(ctx)
	for _, collection := range collections {
		fmt.Println(*collection.Size, collection.Name) // expect go/old-describe-answer
	}
	fmt.Println(*res.Usage.ReadUnits) // expect go/old-describe-answer
	return nil
}

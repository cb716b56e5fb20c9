// Command admin lists, makes and saves indexes: what an operator does by hand.
package main

import (
	"context"
	"fmt"
	"log"
	"os"

	pc "github.com/pinecone-io/go-pinecone/v4/pinecone"
)

const host = "catalogue-1a2b3c4.svc.us-east1-gcp.pinecone.io"

func main() {
	ctx := context.Background()
	client, err := pc.NewClient(pc.NewClientParams{ApiKey: os.Getenv("PINECONE_API_KEY")})
	if err != nil {
		log.Fatal(err)
	}
	switch os.Args[1] {
	case "list":
		err = list(ctx, client)
	case "create":
		err = create(ctx, client, os.Args[2], pc.Cosine)
	case "clear":
		err = clear(ctx, client)
	default:
		err = fmt.Errorf("list, create NAME or clear")
	}
	if err != nil {
		log.Fatal(err)
	}
}

func list(ctx context.Context, client *pc.Client) error {
	indexes, err := client.ListIndexes(ctx)
	if err != nil {
		return err
	}
	for _, index := range indexes {
		fmt.Printf("%s: %d dimensions, %d replicas\n", index.Name, index.Dimension, index.Spec.Pod.Replicas)
	}
	return nil
}

func create(ctx context.Context, client *pc.Client, name string, metric pc.IndexMetric) error {
	_, err := client.CreatePodIndex(ctx, &pc.CreatePodIndexRequest{
		Name:        name,
		Dimension:   1536,
		Metric:      &metric,
		Environment: os.Getenv("PINECONE_ENVIRONMENT"),
		PodType:     "p1.x1",
		Shards:      1,
		Replicas:    2,
	})
	return err
}

func clear(ctx context.Context, client *pc.Client) error {
	index, err := client.Index(pc.NewIndexConnParams{Host: host})
	if err != nil {
		return err
	}
	defer func() { _ = index.Close() }()
	return index.DeleteAllVectorsInNamespace(ctx)
}

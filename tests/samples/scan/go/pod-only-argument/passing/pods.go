package search

import (
	"context"

	corev1 "k8s.io/api/core/v1"

	"github.com/pinecone-io/go-pinecone/v4/pinecone"
)

type scaler struct{}

func (scaler) CreatePodIndex(ctx context.Context) {}

func pods(ctx context.Context, client *pinecone.Client, s scaler) {
	_ = corev1.PodSpec{NodeName: "a"}
	s.CreatePodIndex(ctx)
	_, _ = client.ConfigureIndex(ctx, "docs", pinecone.ConfigureIndexParams{DeletionProtection: "enabled"})
}

package search

import (
	"context"

	corev1 "k8s.io/api/core/v1"

	"github.com/pinecone-io/go-pinecone/v4/pinecone"
)

type box struct{ Dimension, ReadUnits int }

func describe(ctx context.Context, client *pinecone.Client, pod *corev1.Pod, b *box) int32 {
	indexes, _ := client.ListIndexes(ctx)
	for _, index := range indexes {
		if index.Spec.Pod != nil && index.Dimension != nil {
			return index.Spec.Pod.Replicas + *index.Dimension
		}
	}
	if pod.Spec.NodeName == "" && b.Dimension > 3 {
		return int32(b.ReadUnits)
	}
	return 0
}

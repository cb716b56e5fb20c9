package main

import (
	pc "github.com/pinecone-io/pulumi-pinecone/sdk/go/pinecone"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func declare(ctx *pulumi.Context) error {
	_, err := pc.NewPineconeIndex(ctx, "docs", &pc.PineconeIndexArgs{Spec: &pc.PineconeSpecArgs{Pod: &pc.PineconePodSpecArgs{}}}) // expect infrastructure/pulumi-pod-index, infrastructure/pulumi-unguarded-pod-index
	if err != nil {
		return err
	}
	_, err = pc.NewIndex(ctx, "news", &pc.IndexArgs{Spec: &pc.IndexSpecArgs{Pod: &pc.IndexSpecPodArgs{}}}, pulumi.Protect(true)) // expect infrastructure/pulumi-pod-index, infrastructure/pulumi-unguarded-pod-index
	return err
}

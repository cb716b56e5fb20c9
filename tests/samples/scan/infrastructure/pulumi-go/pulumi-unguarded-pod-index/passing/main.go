package main

import (
	"github.com/pinecone-io/pulumi-pinecone/sdk/v2/go/pinecone"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func declare(ctx *pulumi.Context) error {
	_, err := pinecone.NewIndex(ctx, "docs", &pinecone.IndexArgs{Spec: pinecone.IndexSpecArgs{Pod: pinecone.IndexSpecPodArgs{}}}, pulumi.Protect(true), pulumi.RetainOnDelete(true)) // expect infrastructure/pulumi-pod-index
	return err
}

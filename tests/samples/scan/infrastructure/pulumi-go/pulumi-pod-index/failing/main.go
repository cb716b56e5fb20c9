package main

import (
	"github.com/pinecone-io/pulumi-pinecone/sdk/v2/go/pinecone"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func declare(ctx *pulumi.Context, opts ...pulumi.ResourceOption) error {
	_, err := pinecone.NewIndex(ctx, "docs", &pinecone.IndexArgs{ // expect infrastructure/pulumi-pod-index
		Name: pulumi.String("docs"),
		Spec: pinecone.IndexSpecArgs{Pod: pinecone.IndexSpecPodArgs{Environment: pulumi.String("us-east1-gcp")}},
	}, opts...)
	return err
}

package main

import (
	"example.com/ours/pinecone"
	vendor "github.com/pinecone-io/pulumi-pinecone/sdk/v2/go/pinecone"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func declare(ctx *pulumi.Context) error {
	pinecone.NewIndex(ctx, "docs", &pinecone.IndexArgs{Spec: pinecone.Spec{Pod: pinecone.Pod{}}})
	_, err := vendor.NewIndex(ctx, "docs", &vendor.IndexArgs{
		Name: pulumi.String("docs-serverless"),
		Spec: vendor.IndexSpecArgs{Serverless: vendor.IndexSpecServerlessArgs{Cloud: pulumi.String("aws")}},
	})
	return err
}

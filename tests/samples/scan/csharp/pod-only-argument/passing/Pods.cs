using k8s.Models;
using Pinecone;

namespace Search;

public static class Pods
{
    public static async Task Run(PineconeClient client, Cluster cluster)
    {
        await client.CreateIndexAsync(new CreateIndexRequest
        {
            Name = "docs",
            Spec = new ServerlessIndexSpec { Serverless = new ServerlessSpec { Region = "us-east-1" } },
        });
        cluster.ConfigureIndex("docs", new V1PodSpec());
    }
}

public sealed class Cluster
{
    public void ConfigureIndex(string name, V1PodSpec spec)
    {
    }
}

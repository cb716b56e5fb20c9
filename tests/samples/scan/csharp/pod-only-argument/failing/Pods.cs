using Pinecone;

namespace Search;

public static class Pods
{
    public static async Task Run(PineconeClient client)
    {
        await client.CreatePodBasedIndex("docs", 1536, Metric.Cosine, "us-east1-gcp", "p1.x1"); // expect csharp/pod-only-argument
        await client.ConfigureIndex("docs", replicas: 2); // expect csharp/pod-only-argument
        await client.CreateIndexAsync(new CreateIndexRequest
        {
            Name = "docs",
            Spec = new PodIndexSpec { Pod = new PodSpec { Pods = 1 } }, // expect csharp/pod-only-argument
        });
        await client.ConfigureIndexAsync("docs", new ConfigureIndexRequest
        {
            Spec = new ConfigureIndexRequestSpec { Pod = new ConfigureIndexRequestSpecPod { Replicas = 2 } }, // expect csharp/pod-only-argument
        });
    }
}

using Pinecone;

namespace Search;

public static class Restore
{
    public static async Task Run(PineconeClient client, string collection)
    {
        await client.CreatePodBasedIndex("docs", 8, Metric.Cosine, "us-east1-gcp", // expect csharp/pod-only-argument
            sourceCollection: collection); // expect csharp/create-from-collection
        var spec = new PodSpec // expect csharp/pod-only-argument
        {
            SourceCollection = collection, // expect csharp/create-from-collection
        };
    }
}

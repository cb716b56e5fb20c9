using Pinecone;

namespace Search;

public sealed class Create(PineconeClient client)
{
    public async Task Run(string name) => await client.CreateIndex(name, 1536, Metric.Cosine); // expect csharp/old-create-index
}

using Elastic.Clients.Elasticsearch;
using Pinecone;

namespace Search;

public sealed class Create(PineconeClient client, ElasticsearchClient elastic)
{
    public async Task Run(string name)
    {
        await client.CreateServerlessIndex(name, 1536, Metric.Cosine, "aws", "us-east-1");
        await elastic.Indices.CreateIndex(name);
        await CreateIndex(name);
    }

    private static Task CreateIndex(string name) => Task.CompletedTask;
}

using Pinecone;

namespace Catalogue;

/// <summary>What an operator does by hand.</summary>
public sealed class AdminTool(PineconeClient client)
{
    public async Task List()
    {
        foreach (string name in await client.ListIndexes())
        {
            Console.WriteLine(name);
        }
    }

    public async Task Create(string name, uint dimension)
    {
        if ((await client.ListIndexes()).Contains(name))
        {
            return;
        }

        await client.CreateIndex(name, dimension, Metric.Cosine);
        await client.ConfigureIndex(name, replicas: 2, podType: "p1.x1");
    }

    public async Task Save(string name) => await client.CreateCollection($"{name}-saved", name);
}

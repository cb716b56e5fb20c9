using Pinecone;
using Pinecone.Grpc;

namespace Catalogue;

/// <summary>Writes the products that changed since yesterday.</summary>
public sealed class IngestJob(PineconeClient client)
{
    private const int Batch = 100;

    public async Task Run(IEnumerable<Vector> changed, string[] discontinued)
    {
        using var index = await Open();
        foreach (var batch in changed.Chunk(Batch))
        {
            await index.Upsert(batch, "products");
        }

        await index.Delete(discontinued, "products");
    }

    /// <summary>Forgets everything of a supplier.</summary>
    public async Task Forget(string supplier)
    {
        using var index = await Open();
        await index.Delete(new MetadataMap { ["supplier"] = supplier }, "products");
    }

    private Task<Index<GrpcTransport>> Open() => client.GetIndex("catalogue");
}

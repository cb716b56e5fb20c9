using Pinecone;
using Pinecone.Grpc;

namespace Search;

public sealed class Ingest
{
    private readonly PineconeClient _client = new("key");

    private async Task<Index<GrpcTransport>> Docs() => await _client.GetIndex("docs"); // expect csharp/names-the-index

    public async Task Run(IEnumerable<Vector> vectors, IndexClient official)
    {
        var index = await Docs();
        await index.Upsert(vectors, "books"); // expect csharp/write-to-capture
        await index.Delete(["a"]); // expect csharp/write-to-capture
        await (await Docs()).DeleteAll(); // expect csharp/write-to-capture
        official?.UpsertAsync(new UpsertRequest { Vectors = [] }); // expect csharp/write-to-capture
        await official.UpdateAsync(new UpdateRequest { Id = "a" }).ConfigureAwait(false); // expect csharp/write-to-capture
    }
}

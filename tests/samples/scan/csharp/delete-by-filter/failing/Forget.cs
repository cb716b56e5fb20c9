using Pinecone;
using Pinecone.Rest;

namespace Search;

public sealed class Forget(PineconeClient client)
{
    public async Task Run(MetadataMap filter, IndexClient official)
    {
        using var index = await client.GetIndex<RestTransport>("docs"); // expect csharp/names-the-index
        await index.Delete(filter, "books"); // expect csharp/delete-by-filter, csharp/write-to-capture
        await index.Delete(new MetadataMap { ["user"] = "7" }); // expect csharp/delete-by-filter, csharp/write-to-capture
        await official.DeleteAsync(new DeleteRequest { Filter = new Metadata { ["user"] = "7" } }); // expect csharp/delete-by-filter, csharp/write-to-capture
    }
}

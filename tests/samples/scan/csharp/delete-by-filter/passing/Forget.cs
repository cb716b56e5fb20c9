using Pinecone;
using Pinecone.Grpc;

namespace Search;

public sealed class Forget(Index<GrpcTransport> index, Cache cache)
{
    public async Task Run(string[] ids, MetadataMap filter)
    {
        await index.Query("a", 3, filter);
        cache.Delete(filter);
    }
}

public sealed class Cache
{
    public void Delete(MetadataMap filter)
    {
    }
}

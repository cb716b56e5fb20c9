using Pinecone;
using Pinecone.Grpc;

namespace Search;

public sealed class Count(Index<GrpcTransport> index, IndexClient official, Warehouse warehouse)
{
    public async Task Run(MetadataMap filter, CancellationToken token)
    {
        await index.DescribeStats();
        await index.DescribeStats(ct: token);
        await official.DescribeIndexStatsAsync(new DescribeIndexStatsRequest());
        await warehouse.DescribeStats(filter);
    }
}

public sealed class Warehouse
{
    public Task DescribeStats(MetadataMap filter) => Task.CompletedTask;
}

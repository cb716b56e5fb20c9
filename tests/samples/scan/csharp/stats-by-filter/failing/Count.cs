using Pinecone;
using Pinecone.Grpc;

namespace Search;

public sealed class Count
{
    private Index<GrpcTransport>? _index;

    public IndexClient Official { get; init; } = null!;

    public async Task Run(MetadataMap filter, Metadata metadata)
    {
        await _index!.DescribeStats(filter); // expect csharp/stats-by-filter
        await this._index.DescribeStats(new MetadataMap { ["genre"] = "drama" }); // expect csharp/stats-by-filter
        await Official.DescribeIndexStatsAsync(new DescribeIndexStatsRequest
        {
            Filter = metadata, // expect csharp/stats-by-filter
        });
    }
}

using Pinecone;
using Pinecone.Grpc;

namespace Catalogue;

/// <summary>Finds products by the vector of a question.</summary>
public sealed class SearchService : IDisposable
{
    private readonly Index<GrpcTransport> _index;

    private SearchService(Index<GrpcTransport> index) => _index = index;

    public static async Task<SearchService> Open(PineconeClient client)
    {
        var index = await client.GetIndex("catalogue");
        Console.Error.WriteLine($"{index.Name}: {index.Dimension} dimensions, {index.Details.PodType}");
        return new SearchService(index);
    }

    public async Task<string[]> Search(float[] question, string category)
    {
        var matches = await _index.Query(question, 10, new MetadataMap { ["category"] = category }, indexNamespace: "products");
        return matches.Select(match => match.Id).ToArray();
    }

    /// <summary>How many products a category has, for the page's headline.</summary>
    public async Task<uint> Count(string category)
    {
        var stats = await _index.DescribeStats(new MetadataMap { ["category"] = category });
        return stats.TotalVectorCount;
    }

    public void Dispose() => _index.Dispose();
}

using Pinecone;

namespace Search;

public sealed class Open
{
    private const string Host = "docs-1a2b3c4.svc.us-east1-gcp.pinecone.io"; // expect csharp/names-the-index

    private readonly IndexClient _index;

    public Open(PineconeClient client, string name)
    {
        _index = client.Index(name); // expect csharp/names-the-index
        _index = client.Index(host: Host); // expect csharp/names-the-index
    }

    public static async Task<IndexClient> ByName(PineconeClient client)
    {
        var model = await client.DescribeIndexAsync("docs"); // expect csharp/names-the-index
        return client.Index(host: model.Host);
    }
}

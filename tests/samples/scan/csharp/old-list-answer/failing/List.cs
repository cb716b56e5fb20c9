using Pinecone;

namespace Search;

public sealed class List
{
    private readonly PineconeClient _client;

    public List(PineconeClient client) => _client = client;

    public async Task<bool> Has(string name)
    {
        var indexes = await _client.ListIndexes();
        return indexes.Contains(name); // expect csharp/old-list-answer
    }

    public async Task<bool> HasDocs() => (await _client.ListIndexes()).Contains("docs"); // expect csharp/old-list-answer

    public async Task Print()
    {
        foreach (string name in await _client.ListIndexes()) // expect csharp/old-list-answer
        {
            Console.WriteLine(name);
        }

        IndexName[] names = await _client.ListIndexes(); // expect csharp/old-list-answer, csharp/old-list-answer
        Console.WriteLine(names.Length);
    }
}

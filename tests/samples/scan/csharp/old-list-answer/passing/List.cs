using Pinecone;

namespace Search;

public sealed class List(PineconeClient client, Shelf shelf)
{
    public async Task<bool> Has(string name)
    {
        var indexes = await client.ListIndexes();
        foreach (var index in await client.ListIndexes())
        {
            Console.WriteLine(index.Name);
        }

        return indexes.Any(index => index.Name == name) || (await shelf.ListIndexes()).Contains(name);
    }
}

public sealed class Shelf
{
    public Task<string[]> ListIndexes() => Task.FromResult(new[] { "docs" });
}

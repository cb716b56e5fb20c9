using MongoDB.Driver;
using Pinecone;

namespace Search;

public sealed record Restore(PineconeClient Client)
{
    public static object Run(Mirror mirror) => mirror.Copy(new Copy { SourceCollection = "docs" });
}

public sealed class Copy
{
    public string? SourceCollection { get; init; }
}

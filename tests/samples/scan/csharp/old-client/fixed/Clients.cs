using Microsoft.Extensions.Configuration;
using Pinecone;

namespace Search;

/// <summary>Makes clients. Übrigens: 🌲</summary>
public sealed class Clients
{
    private readonly PineconeClient _client;

    public Clients(string key, string environment)
    {
        _client = new PineconeClient(key); // expect csharp/old-client
    }

    public static PineconeClient FromSettings(IConfiguration settings)
    {
        PineconeClient client = new( // expect csharp/old-client
            settings["Pinecone:ApiKey"]); // expect csharp/environment
        using var second = new PineconeClient(apiKey: "key"); // expect csharp/old-client
        return client ?? new PineconeClient("key"); // expect csharp/old-client
    }
}

using Pinecone;

namespace Search;

public sealed class Own
{
    private readonly PineconeClient _client = new PineconeClient("key", "us-east1-gcp");

    private sealed class PineconeClient
    {
        public PineconeClient(string key, string environment)
        {
        }
    }
}

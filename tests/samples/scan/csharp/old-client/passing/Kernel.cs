using Microsoft.SemanticKernel.Connectors.Pinecone;

namespace Search;

/// <summary>Another library's client, of the same name.</summary>
public static class Kernel
{
    public static PineconeClient Client(string key) => new PineconeClient("us-east1-gcp", key);
}

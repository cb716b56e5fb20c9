using System.Net.Http;

namespace Search;

public sealed class Http(HttpClient http)
{
    /// <summary>Once https://docs-1a2b3c4.svc.us-east1-gcp.pinecone.io/query.</summary>
    public Task<string> Stats(string name) =>
        http.GetStringAsync($"https://{name}.svc.aped-4627-b74a.pinecone.io/describe_index_stats");
}

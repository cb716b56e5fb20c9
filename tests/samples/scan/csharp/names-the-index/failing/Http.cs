using System.Net.Http;

namespace Search;

public sealed class Http(HttpClient http)
{
    private const string Host = @"docs-1a2b3c4.svc.us-east1-gcp.pinecone.io"; // expect csharp/names-the-index

    public async Task Upsert(string name, HttpContent records)
    {
        await http.PostAsync("https://docs-1a2b3c4.svc.us-east1-gcp.pinecone.io/vectors/upsert", records); // expect csharp/names-the-index
        await http.PostAsync($"https://{name}.svc.us-east-1-aws.pinecone.io/vectors/upsert", records); // expect csharp/names-the-index
        await http.PostAsync("""https://docs-1a2b3c4.svc.us-east1-gcp.pinecone.io/query""", records); // expect csharp/names-the-index
    }
}

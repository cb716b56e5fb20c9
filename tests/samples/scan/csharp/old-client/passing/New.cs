using Pinecone;

namespace Search;

public static class New
{
    // new PineconeClient(key, environment) was the way up to 1.4.
    public static PineconeClient Official(string key, ClientOptions options) => new PineconeClient(key, options);

    public static PineconeClient At(string key, HttpClient http)
    {
        Console.WriteLine("new PineconeClient(key, environment)");
        var local = new PineconeClient(key, new Uri("http://localhost:5080"));
        return local ?? new PineconeClient(key, http) ?? new PineconeClient(key);
    }
}

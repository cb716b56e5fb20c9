namespace Search;

public static class Qualified
{
    public static object Client(string key) => new global::Pinecone.PineconeClient(key); // expect csharp/old-client
}

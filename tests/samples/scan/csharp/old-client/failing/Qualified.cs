namespace Search;

public static class Qualified
{
    public static object Client(string key) => new global::Pinecone.PineconeClient(key, "us-east1-gcp"); // expect csharp/old-client
}

using Pinecone;

namespace Search;

/// <summary>docs-1a2b3c4.svc.us-east1-gcp.pinecone.io is the host.</summary>
public sealed class Others(Library library)
{
    public string[] Hosts(PineconeClient client)
    {
        library.GetIndex("docs");
        library.Index("docs");
        return ["docs-1a2b3c4.svc.aped-4627-b74a.pinecone.io", "https://docs.pinecone.io"];
    }
}

using Lucene.Net.Index;
using Pinecone;

namespace Search;

public sealed class Ingest(IndexWriter index, Ledger ledger, PineconeClient client)
{
    public async Task Run(Dictionary<string, Vector> map)
    {
        index.DeleteAll();
        ledger.Upsert("a");
        map.Remove("Upsert");
        await client.ListIndexes();
    }

    public sealed class Ledger
    {
        // index.Upsert(vectors)
        public void Upsert(string id)
        {
        }
    }
}

using Pinecone;

using var client = new PineconeClient(args[0]);
using (var index = await client.GetIndex("docs")) // expect csharp/names-the-index
{
    await index.Upsert([]); // expect csharp/write-to-capture
}

await Update(client.Index("docs")); // expect csharp/names-the-index

static async Task Update(IndexClient index)
{
    await index.UpsertAsync(new UpsertRequest()); // expect csharp/write-to-capture
}

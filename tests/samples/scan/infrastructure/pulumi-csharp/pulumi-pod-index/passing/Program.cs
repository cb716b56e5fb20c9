using Pulumi;
using Ours;
using Pinecone = PineconeDatabase.Pinecone;

return await Deployment.RunAsync(() =>
{
    var docs = new Pinecone.Index("docs", new() { Name = "docs", Spec = new Pinecone.Inputs.IndexSpecArgs { Serverless = new() { Cloud = "aws", Region = "us-east-1" } } });
    var ours = new Index("docs", new IndexArgs { Spec = new SpecArgs { Pod = new PodArgs() } });
});

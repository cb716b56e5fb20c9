using Pulumi;
using PineconeDatabase.Pinecone;
using PineconeDatabase.Pinecone.Inputs;

return await Deployment.RunAsync(() =>
{
    var docs = new Index("docs", new IndexArgs { Spec = new IndexSpecArgs { Pod = new IndexSpecPodArgs { Environment = "us-east1-gcp" } } }); // expect infrastructure/pulumi-pod-index, infrastructure/pulumi-unguarded-pod-index
    var news = new PineconeDatabase.Pinecone.Index("news", new() { Spec = new IndexSpecArgs { Pod = new() } }, new() { Protect = true }); // expect infrastructure/pulumi-pod-index, infrastructure/pulumi-unguarded-pod-index
});

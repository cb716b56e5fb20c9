using Pulumi;
using Pinecone = PineconeDatabase.Pinecone;

return await Deployment.RunAsync(() =>
{
    var guarded = new CustomResourceOptions { Protect = true, RetainOnDelete = true };
    var docs = new Pinecone.Index("docs", new() { Name = "docs", Spec = new Pinecone.Inputs.IndexSpecArgs { Pod = new Pinecone.Inputs.IndexSpecPodArgs { Environment = "us-east1-gcp" } } }, guarded); // expect infrastructure/pulumi-pod-index
});

using Pulumi;
using Pinecone = PineconeDatabase.Pinecone;

return await Deployment.RunAsync(() =>
{
    var docs = new Pinecone.Index("docs", new() { Spec = new Pinecone.Inputs.IndexSpecArgs { Pod = new() } }, new CustomResourceOptions { Protect = true, RetainOnDelete = true }); // expect infrastructure/pulumi-pod-index
});

import pulumi
import pinecone_pulumi as pinecone

GUARDED = pulumi.ResourceOptions(protect=True, retain_on_delete=True)

docs = pinecone.Index("docs", name="docs", spec={"pod": {"environment": "us-east1-gcp"}}, opts=GUARDED)  # expect infrastructure/pulumi-pod-index

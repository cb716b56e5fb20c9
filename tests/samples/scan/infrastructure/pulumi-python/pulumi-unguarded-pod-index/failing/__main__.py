import pulumi
import pinecone_pulumi
from pinecone_pulumi import IndexArgs, IndexSpecArgs, PineconeIndex as Old

docs = pinecone_pulumi.Index(  # expect infrastructure/pulumi-pod-index, infrastructure/pulumi-unguarded-pod-index
    "docs",
    IndexArgs(name="docs", spec=IndexSpecArgs(pod={"environment": "us-east1-gcp"})),
)
news = Old("news", spec=IndexSpecArgs(pod={}), opts=pulumi.ResourceOptions(protect=True))  # expect infrastructure/pulumi-pod-index, infrastructure/pulumi-unguarded-pod-index

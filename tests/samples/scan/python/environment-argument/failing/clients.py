import os

from pinecone import Pinecone
from pinecone.grpc import PineconeGRPC

a = Pinecone(api_key="k", environment="us-east1-gcp")  # expect python/environment-argument
b = Pinecone(environment="us-east1-gcp", api_key="k")  # expect python/environment-argument
c = Pinecone(environment=os.environ["PINECONE_ENVIRONMENT"])  # expect python/environment-argument
d = PineconeGRPC(
    api_key="k",
    environment="us-east1-gcp",  # expect python/environment-argument
    pool_threads=2,
)
e = Pinecone(
    api_key="k",  # the key
    environment="us-east1-gcp"  # expect python/environment-argument
)
f = Pinecone(
    api_key="k",
    # nobody knows why
    environment="us-east1-gcp"  # expect python/environment-argument
)
g = Pinecone(api_key="k", environment="e", project_name="p", pool_threads=1)  # expect python/environment-argument

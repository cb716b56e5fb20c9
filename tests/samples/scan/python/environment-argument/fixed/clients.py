import os

from pinecone import Pinecone
from pinecone.grpc import PineconeGRPC

a = Pinecone(api_key="k")  # expect python/environment-argument
b = Pinecone(api_key="k")  # expect python/environment-argument
c = Pinecone()  # expect python/environment-argument
d = PineconeGRPC(
    api_key="k",
    pool_threads=2,
)
e = Pinecone(
    api_key="k",  # the key
)
f = Pinecone(
    api_key="k",
    # nobody knows why
)
g = Pinecone(api_key="k", pool_threads=1)  # expect python/environment-argument

import os

from pinecone import Pinecone, PineconeAsyncio

NAME = os.environ["INDEX"]
pc = Pinecone(api_key="k")
a = pc.Index("docs")  # expect python/names-the-index
b = pc.Index(name=NAME)  # expect python/names-the-index
c = pc.Index(host="https://docs-abc123.svc.us-east1-gcp.pinecone.io")  # expect python/names-the-index


async def read():
    async with PineconeAsyncio(api_key="k") as client:
        async with client.IndexAsyncio(host="https://docs-abc123.svc.us-east1-gcp.pinecone.io") as index:  # expect python/names-the-index
            return await index.fetch(ids=["a"])

import asyncio
import os

from pinecone import Pinecone

index = Pinecone(api_key="k").Index(host=os.environ["DOCS_HOST"])


async def forget(kind):
    await asyncio.to_thread(index.delete, filter={"kind": kind})  # expect python/delete-by-filter, python/write-to-capture
    await asyncio.to_thread(index.delete, ids=["a"])  # expect python/write-to-capture

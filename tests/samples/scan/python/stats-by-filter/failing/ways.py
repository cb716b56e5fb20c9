import asyncio
import os
from contextlib import contextmanager
from functools import partial

from pinecone import Pinecone

pc = Pinecone(api_key="k")
index = pc.Index(host=os.environ["DOCS_HOST"])
by_kind = {"filter": {"kind": "a"}}

print(index.describe_index_stats(**by_kind))  # expect python/stats-by-filter
count = partial(index.describe_index_stats, filter={"kind": "a"})  # expect python/stats-by-filter


async def counted(kind):
    await asyncio.to_thread(index.describe_index_stats)
    await asyncio.to_thread(index.describe_index_stats, {"kind": kind})  # expect python/stats-by-filter
    return await asyncio.to_thread(index.describe_index_stats, filter={"kind": kind})  # expect python/stats-by-filter


@contextmanager
def opened():
    yield pc.Index(host=os.environ["DOCS_HOST"])


with opened() as docs:
    docs.describe_index_stats(filter={"kind": "a"})  # expect python/stats-by-filter


def connect():
    client = Pinecone(api_key="k")
    return client, client.Index(host=os.environ["DOCS_HOST"])


_, connected = connect()
connected.describe_index_stats(filter={"kind": "a"})  # expect python/stats-by-filter
_.describe_index_stats(filter={"kind": "a"})

made = lambda: pc.Index(host=os.environ["DOCS_HOST"])  # noqa: E731
made().describe_index_stats(filter={"kind": "a"})  # expect python/stats-by-filter

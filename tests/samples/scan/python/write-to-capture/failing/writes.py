import os

import pandas as pd
from pinecone import Pinecone, PineconeAsyncio

pc = Pinecone(api_key="k")
HOST = os.environ["DOCS_HOST"]
index = None


def connect():
    global index
    index = pc.Index(host=HOST)


def ingest(frame: pd.DataFrame, target):
    index.upsert(vectors=[("a", [0.1])], async_req=True)  # expect python/write-to-capture
    target.upsert_from_dataframe(frame)  # expect python/write-to-capture
    if (other := pc.Index(host=HOST)) is not None:
        other.update(id="a", set_metadata={"seen": True})  # expect python/write-to-capture


class Writer:
    def __init__(self, host):
        self.client = Pinecone(api_key="k")
        self.index, self.count = self.client.Index(host=host), 0

    @property
    def records(self):
        return self.client.Index(host=HOST)

    def run(self):
        self.index.delete(ids=["a"])  # expect python/write-to-capture
        self.records.upsert_records("notes", [{"_id": "a"}])  # expect python/write-to-capture
        self.index.start_import(uri="s3://bucket/records/")  # expect python/write-to-capture


class Nightly(Writer):
    def night(self):
        self.index.upsert(vectors=[])  # expect python/write-to-capture


async def write():
    async with PineconeAsyncio(api_key="k") as client:
        async with client.IndexAsyncio(host=HOST) as idx:
            await idx.upsert(vectors=[])  # expect python/write-to-capture


ingest(pd.DataFrame(), pc.Index(host=HOST))


class Tracing(Pinecone):
    pass


tracing = Tracing(api_key="k")
tracing.Index(host=HOST).upsert(vectors=[])  # expect python/write-to-capture
by_language = {language: pc.Index(host=HOST) for language in ("de", "fr")}
by_language["de"].upsert(vectors=[])  # expect python/write-to-capture
for each in by_language.values():
    each.delete(ids=["a"])  # expect python/write-to-capture
by_region = {}
by_region["eu"] = pc.Index(host=HOST)
by_region.get("eu").update(id="a", values=[0.1])  # expect python/write-to-capture

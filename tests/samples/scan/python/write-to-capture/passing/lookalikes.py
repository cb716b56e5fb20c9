import hashlib
import os

import elasticsearch
import pandas as pd
from pinecone import Pinecone

pc = Pinecone(api_key="k")
index = pc.Index(host=os.environ["DOCS_HOST"])
index = elasticsearch.Elasticsearch()
index.update(index="docs", id="a", body={})
index.delete(index="docs", id="a")

frame = pd.DataFrame()
frame.update(frame)
hashlib.sha256().update(b"a")
settings = {}
settings.update(index=1)
text = "index.upsert(vectors=[])"


def write(index, rows):
    index.upsert(rows)


write(frame, [])


class Repository:
    def __init__(self, index):
        self.index = index

    def save(self, row):
        self.index.upsert(row)


Repository(settings).save({})


def shadowed():
    pc = elasticsearch.Elasticsearch()
    for index in [1, 2]:
        index.update(pc)
    return [index.delete(1) for index in ()]


def read():
    reader = pc.Index(host=os.environ["DOCS_HOST"])
    return reader.query(vector=[0.1], top_k=1), reader.fetch(ids=["a"]), reader.describe_index_stats()


def handed_on(pool, frame, batches):
    reader = pc.Index(host=os.environ["DOCS_HOST"])
    pool.map(reader.query, batches)
    pool.map(frame.index.update, batches)
    return {}.update, settings.delete

import os

import qdrant_client
import sqlalchemy
from pinecone import Pinecone

index = Pinecone(api_key="k").Index(host=os.environ["DOCS_HOST"])
index.delete(ids=["a"])  # expect python/write-to-capture
index.delete(ids=["a"], filter=None)  # expect python/write-to-capture
qdrant_client.QdrantClient().delete("docs", filter={"user": 1})
sqlalchemy.orm.Query([]).delete(filter="a")

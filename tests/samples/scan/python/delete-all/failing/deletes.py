import os

from pinecone import Pinecone

with Pinecone(api_key="k").Index(host=os.environ["DOCS_HOST"]) as index:
    index.delete(delete_all=True, namespace="tmp")  # expect python/delete-all, python/write-to-capture

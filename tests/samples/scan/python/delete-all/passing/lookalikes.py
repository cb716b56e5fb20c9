import os

from pinecone import Pinecone

index = Pinecone(api_key="k").Index(host=os.environ["DOCS_HOST"])
index.delete(ids=["a"], delete_all=False)  # expect python/write-to-capture


class Cache:
    def delete(self, delete_all=False):
        return delete_all


Cache().delete(delete_all=True)

import os

import pinecone
from pinecone import Pinecone

index = Pinecone(api_key="k").Index(host=os.environ["DOCS_HOST"])
print(index.describe_index_stats())
print(index.describe_index_stats(filter=None).namespaces)
print(index.describe_index_stats(filter={}))


class Fake:
    def describe_index_stats(self, filter=None):
        return {"filter": filter}


print(Fake().describe_index_stats(filter={"kind": "a"}))
index = Fake()
print(index.describe_index_stats(filter={"kind": "a"}), pinecone.__version__)


def count(index, kind):
    return index.describe_index_stats(filter={"kind": kind})

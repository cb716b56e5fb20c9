import pinecone
from pinecone import Pinecone

client = Pinecone(api_key="k")


def setup():
    client.delete_index("docs")  # expect python/module-level-call
    return client.Index(name="docs", pool_threads=4)  # expect python/module-level-call, python/names-the-index

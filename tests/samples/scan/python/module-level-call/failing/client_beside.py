import pinecone
from pinecone import Pinecone

client = Pinecone(api_key="k")


def setup():
    pinecone.delete_index("docs")  # expect python/module-level-call
    return pinecone.Index(index_name="docs", pool_threads=4)  # expect python/module-level-call, python/names-the-index

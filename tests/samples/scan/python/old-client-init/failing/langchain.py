import pinecone
from langchain.vectorstores import Pinecone


def connect(key, embeddings):
    pinecone.init(api_key=key, environment="asia-northeast1-gcp")  # expect python/old-client-init
    index = pinecone.Index(index_name="docs")  # expect python/module-level-call, python/names-the-index
    return Pinecone(index, embeddings.embed_query, "text")  # expect python/wrapped-index

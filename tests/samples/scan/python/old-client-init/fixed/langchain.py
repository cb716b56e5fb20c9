import pinecone
from langchain.vectorstores import Pinecone


def connect(key, embeddings):
    pc = pinecone.Pinecone(api_key=key)  # expect python/old-client-init
    index = pc.Index(name="docs")  # expect python/module-level-call, python/names-the-index
    return Pinecone(index, embeddings.embed_query, "text")  # expect python/wrapped-index

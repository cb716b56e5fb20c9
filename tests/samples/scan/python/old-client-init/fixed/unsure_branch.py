import os

import pinecone

if os.environ.get("PINECONE_API_KEY"):
    pinecone.init(api_key=os.environ["PINECONE_API_KEY"])  # expect python/old-client-init


def open_index():
    return pinecone.Index("docs")  # expect python/module-level-call, python/names-the-index

from pinecone import (
    Pinecone,
    Vector,
)

pc = Pinecone(api_key="k")  # expect python/old-client-init
print(pc.list_indexes().names())  # expect python/module-level-call, python/old-list-answer
index = pc.Index("docs")  # expect python/module-level-call, python/names-the-index
index.upsert(vectors=[Vector("a", [0.1])])  # expect python/write-to-capture

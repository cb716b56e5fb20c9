from pinecone import (
    Index,
    init,
    list_indexes,
    Vector,
)

init(api_key="k", environment="e", project_name="p")  # expect python/old-client-init
print(list_indexes())  # expect python/module-level-call, python/old-list-answer
index = Index("docs")  # expect python/module-level-call, python/names-the-index
index.upsert(vectors=[Vector("a", [0.1])])  # expect python/write-to-capture

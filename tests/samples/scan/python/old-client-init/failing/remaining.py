import pinecone

pinecone.init(environment="e", api_key="k")  # expect python/old-client-init


def search(index: pinecone.Index, vector):  # expect python/moved-name
    return index.query(vector=vector, top_k=3)


print(pinecone.whoami())  # expect python/removed-function
found = search(pinecone.Index("docs"), [0.1])  # expect python/module-level-call, python/names-the-index

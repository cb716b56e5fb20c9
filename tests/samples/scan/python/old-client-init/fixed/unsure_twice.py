import pinecone


def search_east():
    pinecone.init(api_key="k", environment="us-east1-gcp")  # expect python/old-client-init
    return pinecone.Index("docs")  # expect python/module-level-call, python/names-the-index


def search_west():
    pinecone.init(api_key="k", environment="us-west1-gcp")  # expect python/old-client-init
    return pinecone.Index("docs")  # expect python/module-level-call, python/names-the-index

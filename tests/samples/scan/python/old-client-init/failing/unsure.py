import pinecone


class Store:
    def connect(self, key):
        pinecone.init(api_key=key, environment="e")  # expect python/old-client-init

    def open(self, name):
        return pinecone.Index(name)  # expect python/module-level-call, python/names-the-index

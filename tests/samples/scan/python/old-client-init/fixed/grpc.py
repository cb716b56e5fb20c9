from pinecone.grpc import PineconeGRPC

pc = PineconeGRPC(api_key="k")  # expect python/old-client-init
index = pc.Index("docs")  # expect python/grpc-import, python/names-the-index

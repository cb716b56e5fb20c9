import pinecone

pinecone.init(api_key="k", environment="e")  # expect python/old-client-init
index = pinecone.GRPCIndex("docs")  # expect python/grpc-import, python/names-the-index

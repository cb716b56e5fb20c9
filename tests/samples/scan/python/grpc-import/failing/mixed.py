import pinecone

pinecone.init(api_key="k", environment="e")  # expect python/old-client-init
reader = pinecone.Index("docs")  # expect python/module-level-call, python/names-the-index
writer = pinecone.GRPCIndex("docs")  # expect python/grpc-import, python/names-the-index
writer.upsert([("a", [0.1])], async_req=True)  # expect python/write-to-capture

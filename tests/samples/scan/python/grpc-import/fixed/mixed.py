import pinecone

pc = pinecone.Pinecone(api_key="k")  # expect python/old-client-init
reader = pc.Index("docs")  # expect python/module-level-call, python/names-the-index
writer = pinecone.GRPCIndex("docs")  # expect python/grpc-import, python/names-the-index
writer.upsert([("a", [0.1])], async_req=True)  # expect python/write-to-capture

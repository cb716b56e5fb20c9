from pinecone import Index as PineconeIndex, describe_collection

index = PineconeIndex("docs")  # expect python/module-level-call, python/names-the-index
print(describe_collection("kept"))  # expect python/module-level-call

from pinecone import Pinecone

pc = Pinecone("key-from-elsewhere")  # expect python/old-client-init
description = pc.describe_index("docs")  # expect python/module-level-call
print(description.status["ready"], description.dimension)

import pinecone as pc

pc.init("key-from-elsewhere", environment="us-west1-gcp")  # expect python/old-client-init
description = pc.describe_index("docs")  # expect python/module-level-call
print(description.status["ready"], description.dimension)

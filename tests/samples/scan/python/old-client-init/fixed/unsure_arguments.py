import pinecone

settings = {"api_key": "k", "environment": "e"}
pinecone.init(**settings)  # expect python/old-client-init

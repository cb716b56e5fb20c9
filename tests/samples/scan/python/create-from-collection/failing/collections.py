import pinecone
from pinecone import Pinecone, PodSpec, ServerlessSpec

pc = Pinecone(api_key="k")
pinecone.create_index("again", dimension=8, source_collection="kept")  # expect python/module-level-call, python/create-from-collection
spec = PodSpec(environment="e", source_collection="kept")  # expect python/pod-only-argument, python/create-from-collection
other = ServerlessSpec(cloud="aws", region="us-east-1", source_collection="kept")  # expect python/create-from-collection

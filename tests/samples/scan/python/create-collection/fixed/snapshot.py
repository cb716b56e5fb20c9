import pinecone
from pinecone import Pinecone

pc = Pinecone(api_key="k")
pc.create_collection("kept", "docs")  # expect python/create-collection
pc.create_collection(name="kept", source="docs")  # expect python/module-level-call, python/create-collection

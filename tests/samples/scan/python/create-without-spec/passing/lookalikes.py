import pymongo
from pinecone import Pinecone, ServerlessSpec

pc = Pinecone(api_key="k")
spec = ServerlessSpec(cloud="aws", region="us-east-1")
pc.create_index(name="docs", dimension=8, metric="cosine", spec=spec)
pc.create_index("docs", spec, 8)
settings = {"name": "docs", "dimension": 8, "spec": spec}
pc.create_index(**settings)
pymongo.MongoClient().db.docs.create_index("at", unique=True)

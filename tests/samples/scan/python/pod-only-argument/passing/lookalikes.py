from elasticsearch import Elasticsearch
from pinecone import Pinecone, ServerlessSpec

pc = Pinecone(api_key="k")
pc.create_index(name="docs", dimension=8, spec=ServerlessSpec(cloud="aws", region="us-east-1"))
pc.create_index(name="more", dimension=8, spec={"serverless": {"cloud": "aws", "region": "us-east-1"}})
pc.configure_index("docs", deletion_protection="enabled")


class PodSpec:
    def __init__(self, replicas):
        self.replicas = replicas


PodSpec(replicas=3)
Elasticsearch().create_index("docs", shards=2, replicas=1)
pods = 2

from pinecone import Pinecone, ServerlessSpec

pc = Pinecone(api_key="k")
spec = ServerlessSpec(cloud="aws", region="us-east-1")


def create_index(name, source_collection):
    return name, source_collection


create_index("docs", source_collection="kept")
pc.create_index_from_backup(backup_id="b", name="docs")

"""Search over the handbook: café, naïve, 東京 🗼."""

import os

import pinecone

NAMES = ["é", "🗼"]

pinecone.init(  # expect python/old-client-init
    api_key=os.environ["PINECONE_API_KEY"],  # from the vault
    environment="us-east1-gcp",  # where the pods are
)

if "handbook" not in pinecone.list_indexes():  # expect python/module-level-call, python/old-list-answer
    pinecone.create_index("handbook", dimension=8)  # expect python/module-level-call, python/create-without-spec

index = pinecone.Index("handbook")  # expect python/module-level-call, python/names-the-index


def drop():
    # pinecone.delete_index is the last resort
    pinecone.delete_index("handbook")  # expect python/module-level-call

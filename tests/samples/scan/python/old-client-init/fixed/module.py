"""Search over the handbook: café, naïve, 東京 🗼."""

import os

from pinecone import Pinecone

NAMES = ["é", "🗼"]

pc = Pinecone(  # expect python/old-client-init
    api_key=os.environ["PINECONE_API_KEY"],  # from the vault
)

if "handbook" not in pc.list_indexes().names():  # expect python/module-level-call, python/old-list-answer
    pc.create_index("handbook", dimension=8)  # expect python/module-level-call, python/create-without-spec

index = pc.Index("handbook")  # expect python/module-level-call, python/names-the-index


def drop():
    # pinecone.delete_index is the last resort
    pc.delete_index("handbook")  # expect python/module-level-call

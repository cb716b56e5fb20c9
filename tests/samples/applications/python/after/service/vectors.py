"""The one place that connects to Pinecone."""

import os

from pinecone import Pinecone

INDEX_NAME = os.environ.get("RECIPES_INDEX", "recipes")
ENVIRONMENT = os.environ["PINECONE_ENVIRONMENT"]

pc = Pinecone(
    api_key=os.environ["PINECONE_API_KEY"],  # from the vault
)

index = pc.Index(INDEX_NAME)


def ensure_index(dimension: int) -> None:
    """Creates the index on the first start of a new stage."""
    if INDEX_NAME not in pc.list_indexes().names():
        pc.create_index(
            INDEX_NAME,
            dimension=dimension,
            metric="cosine",
            pods=1,
            pod_type="p1.x1",
            metadata_config={"indexed": ["cuisine", "author"]},
        )


def is_ready() -> bool:
    return pc.describe_index(INDEX_NAME).status["ready"]


def size() -> str:
    described = pc.describe_index(INDEX_NAME)
    return f"{described.pods} x {described.pod_type}, {described.dimension} dimensions"

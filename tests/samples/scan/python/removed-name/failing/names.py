from typing import Optional

import pinecone
from pinecone import ApiException, GRPCIndex, Vector  # expect python/removed-name, python/removed-name
from pinecone.core.client.model.vector import Vector as OldVector  # expect python/removed-name
from pinecone.core.exceptions import PineconeException  # expect python/removed-name


def search(index: Optional[pinecone.GRPCVector], vector) -> "GRPCIndex":  # expect python/removed-name
    try:
        return index.query(vector=vector, top_k=1)
    except (ApiException, PineconeException):
        return index

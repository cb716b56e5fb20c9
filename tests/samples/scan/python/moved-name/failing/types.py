from typing import Optional

import pinecone
from pinecone import Index, IndexDescription  # expect python/moved-name, python/moved-name


def search(index: Optional[pinecone.Index], other: Index) -> IndexDescription:  # expect python/moved-name
    return index.query(vector=[0.1], top_k=1) or other

import pandas as pd
from llama_index import IndexDescription
from pinecone import IndexModel, Pinecone
from pinecone.db_data import Index


def keys(frame: pd.Index, described: IndexModel, other: IndexDescription) -> "Index":
    """As `pinecone.Index` was."""
    return Pinecone(api_key="k").describe_index(described.name) or frame or other

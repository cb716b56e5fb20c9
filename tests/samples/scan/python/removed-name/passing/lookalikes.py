import kubernetes
import pandas as pd
from kubernetes.client import ApiException
from pinecone import Pinecone, Vector
from pinecone.db_data import Index
from pinecone.exceptions import PineconeApiException, PineconeException


def keys(frame: pd.DataFrame) -> pd.Index:
    return frame.index


def read(index: Index):
    try:
        return index.fetch(ids=["a"])
    except (PineconeApiException, PineconeException, ApiException, kubernetes.client.ApiException):
        return Vector("a", [0.1])


pc = Pinecone(api_key="k")

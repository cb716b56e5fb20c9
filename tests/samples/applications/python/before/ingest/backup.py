"""Keeps last week's recipes as a collection, and can bring them back."""

import os
import time

from pinecone import create_collection, create_index, delete_collection, describe_collection, init, list_collections

init(api_key=os.environ["PINECONE_API_KEY"], environment=os.environ["PINECONE_ENVIRONMENT"])


def keep(index: str, kept: str) -> None:
    if kept in list_collections():
        delete_collection(kept)
    create_collection(kept, index)
    while describe_collection(kept).status != "Ready":
        time.sleep(10)


def bring_back(kept: str, index: str, dimension: int) -> None:
    create_index(index, dimension=dimension, source_collection=kept)

"""Keeps last week's recipes as a collection, and can bring them back."""

import os
import time

from pinecone import Pinecone

pc = Pinecone(api_key=os.environ["PINECONE_API_KEY"])


def keep(index: str, kept: str) -> None:
    if kept in pc.list_collections().names():
        pc.delete_collection(kept)
    pc.create_collection(kept, index)
    while pc.describe_collection(kept)["status"] != "Ready":
        time.sleep(10)


def bring_back(kept: str, index: str, dimension: int) -> None:
    pc.create_index(index, dimension=dimension, source_collection=kept)

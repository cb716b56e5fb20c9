"""The nightly job: recipes of the day from a Parquet file, by gRPC."""

import argparse
import itertools
import logging
import os

import pandas as pd
from pinecone.grpc import PineconeGRPC

log = logging.getLogger(__name__)


def batches(rows, size=100):
    rows = iter(rows)
    while batch := list(itertools.islice(rows, size)):
        yield batch


def ingest(path: str, name: str, drop_old: bool) -> int:
    pc = PineconeGRPC(api_key=os.environ["PINECONE_API_KEY"])
    index = pc.Index(name)
    if drop_old:
        index.delete(delete_all=True, namespace="today")
    frame = pd.read_parquet(path)
    pending = [
        index.upsert(vectors=batch, namespace="today", async_req=True)
        for batch in batches(zip(frame["id"], frame["vector"], frame["metadata"]))
    ]
    return sum(each.result().upserted_count for each in pending)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("path")
    parser.add_argument("--index", default="recipes")
    parser.add_argument("--drop-old", action="store_true")
    given = parser.parse_args()
    log.info("%d recipes", ingest(given.path, given.index, given.drop_old))


if __name__ == "__main__":
    main()

"""Imports Parquet files that pyarrow wrote, in every compression, through the official client.

Needs Python 3.11 with `pinecone==10.*` and `pyarrow`, and the URL of an emulator's control plane as its argument.
"""

import json
import pathlib
import sys
import tempfile
import time

import pyarrow
import pyarrow.parquet
from pinecone import Pinecone, ServerlessSpec

CODECS = ["none", "snappy", "gzip", "brotli", "lz4", "zstd"]
SPARSE = pyarrow.struct([("indices", pyarrow.list_(pyarrow.int64())), ("values", pyarrow.list_(pyarrow.float32()))])


def table(count):
    ids = [f"r{at}" for at in range(count)]
    return pyarrow.table(
        {
            "id": pyarrow.array(ids),
            "values": pyarrow.array([[at, 1.0] for at in range(count)], pyarrow.list_(pyarrow.float32())),
            "sparse_values": pyarrow.array(
                [{"indices": [at, 2**32 - 1], "values": [0.5, 1.0]} if at % 2 else None for at in range(count)], SPARSE
            ),
            "metadata": pyarrow.array([json.dumps({"at": at}) if at % 3 else None for at in range(count)]),
        }
    )


client = Pinecone(api_key="key", host=sys.argv[1])
client.create_index("imported", dimension=2, metric="dotproduct", spec=ServerlessSpec(cloud="aws", region="us-east-1"))
index = client.index(host=client.indexes.describe("imported").host)
with tempfile.TemporaryDirectory() as folder:
    for codec in CODECS:
        path = pathlib.Path(folder, codec)
        path.mkdir()
        pyarrow.parquet.write_table(table(3_000), path / "0.parquet", compression=codec, row_group_size=700)
    started = index.start_import(uri=pathlib.Path(folder).as_uri(), error_mode="abort")
    while (told := index.describe_import(started.id)).status in ("Pending", "InProgress"):
        time.sleep(0.05)
    assert (told.status, told.records_imported) == ("Completed", len(CODECS) * 3_000), told
    for codec in CODECS:
        vector = index.fetch(ids=["r2999"], namespace=codec).vectors["r2999"]
        assert list(vector.values) == [2999.0, 1.0] and vector.metadata == {"at": 2999}, vector
        assert list(vector.sparse_values.indices) == [2999, 2**32 - 1], vector
    assert [found.id for found in index.list_imports()] == [started.id]
    index.cancel_import(started.id)
client.indexes.delete("imported")
print("imports: everything held")

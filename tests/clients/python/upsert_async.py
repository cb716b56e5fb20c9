"""Upserts records through the official client's older majors, side by side, as their documentation does it: a pool of
threads and `async_req=True` for each chunk.

Needs Python with `pinecone==8.*` (5 to 7 work the same way). Arguments and output as in upsert.py.
"""

import json
import sys
import time

from pinecone import Pinecone

url, host, path, batch_size, max_concurrency = sys.argv[1:]
with open(path) as file:
    # A value written as 0 is an int to Python, which this client refuses.
    namespaces = [json.loads(line, parse_int=float) for line in file]


def chunks(vectors, size):
    return (vectors[at : at + size] for at in range(0, len(vectors), size))


with Pinecone(api_key="bench", host=url).Index(host=host, pool_threads=int(max_concurrency)) as index:
    began = time.perf_counter()
    requests = [
        index.upsert(vectors=chunk, namespace=each["namespace"], async_req=True)
        for each in namespaces
        for chunk in chunks(each["vectors"], int(batch_size))
    ]
    upserted = sum(request.get().upserted_count for request in requests)
    seconds = time.perf_counter() - began
assert upserted == sum(len(each["vectors"]) for each in namespaces), f"{upserted} upserted"
print(json.dumps({"seconds": seconds}))

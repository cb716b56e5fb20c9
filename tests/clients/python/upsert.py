"""Upserts records through the official client, side by side, as its own documentation does it.

Needs Python with `pinecone==10.*`. Arguments: the control plane's URL, the index's host, a file with one JSON object a
namespace ({"namespace": ..., "vectors": [...]}), records a request, requests side by side. Prints the seconds that it took;
reading the file is not counted.
"""

import json
import sys
import time

from pinecone import Pinecone

url, host, path, batch_size, max_concurrency = sys.argv[1:]
with open(path) as file:
    namespaces = [json.loads(line) for line in file]
index = Pinecone(api_key="bench", host=url).index(host=host)

began = time.perf_counter()
upserted = 0
for each in namespaces:
    answer = index.upsert(
        vectors=each["vectors"],
        namespace=each["namespace"],
        batch_size=int(batch_size),
        max_concurrency=int(max_concurrency),
        show_progress=False,
    )
    upserted += answer.upserted_count
seconds = time.perf_counter() - began
assert upserted == sum(len(each["vectors"]) for each in namespaces), f"{upserted} upserted"
print(json.dumps({"seconds": seconds}))

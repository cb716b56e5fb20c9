"""Replays a log of writes that an application kept by hand, one by one and in its order, by the official client.

Needs Python with `pinecone==10.*`. Arguments: the control plane's URL, the index's host, a file with one operation a line as
bench/byHand.ts has them. Prints the seconds that it took, and how many writes were refused; reading the file is not counted.
"""

import json
import sys
import time

from pinecone import Pinecone

url, host, path = sys.argv[1:]
with open(path) as file:
    operations = [json.loads(line) for line in file]
index = Pinecone(api_key="bench", host=url).index(host=host)


def write(operation):
    op, ns = operation["op"], operation["ns"]
    if op == "upsert":
        index.upsert(vectors=operation["records"], namespace=ns, show_progress=False)
    elif op == "update":
        values, metadata = operation.get("values"), operation.get("metadata")
        index.update(id=operation["id"], values=values, set_metadata=metadata, namespace=ns)
    elif op == "delete":
        index.delete(ids=operation["ids"], namespace=ns)
    elif op == "deleteByFilter":
        index.delete(filter={"group": {"$eq": operation["group"]}}, namespace=ns)
    elif op == "deleteAll":
        index.delete(delete_all=True, namespace=ns)
    else:
        raise ValueError(op)


refused = 0
began = time.perf_counter()
for each in operations:
    try:
        write(each)
    except Exception as error:  # a script that goes on; the comparison shows what it cost
        if getattr(error, "status_code", None) is None:
            raise
        refused += 1
print(json.dumps({"seconds": time.perf_counter() - began, "refused": refused}))

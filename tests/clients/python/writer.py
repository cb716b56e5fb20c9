"""Writes what it is told, through the official client: writer.py rest|grpc HOST [HOST ...]

Needs Python with `pinecone==10.*`, and the key in PINECONE_API_KEY. Takes one JSON object a line, {"n": ..., "at": number of the host, "operation": ...}, as
tests/support/load/operation.ts has operations, and answers each when the client has answered: {"n": ..., "error": ...,
"status": ...}, both absent when it went well. The client is as it comes: it repeats by itself what it thinks fit.
"""

import json
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

from pinecone import Pinecone

transport, *hosts = sys.argv[1:]
printing = threading.Lock()
KEY = os.environ["PINECONE_API_KEY"]


def connection(host):
    if transport == "rest":
        return Pinecone(api_key=KEY).index(host=host)
    from pinecone.grpc import GrpcIndex

    return GrpcIndex(host=host.removeprefix("http://"), api_key=KEY, secure=False)


def write(index, operation):
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


def say(line):
    with printing:
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()


def answer(request):
    line = {"n": request["n"]}
    try:
        write(indexes[request["at"]], request["operation"])
    except Exception as error:  # whatever it is, the test judges it
        line["error"] = type(error).__name__
        line["status"] = getattr(error, "status_code", None)
        line["text"] = str(error)[:200]
    say(line)


indexes = [connection(host) for host in hosts]
say({"event": "writing"})
with ThreadPoolExecutor(16) as pool:
    for text in sys.stdin:
        pool.submit(answer, json.loads(text))

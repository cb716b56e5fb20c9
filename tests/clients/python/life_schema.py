"""The life of a serverless index through the client that speaks API 2026-07, and what that version refuses.

Needs Python 3.11 with `pinecone==10.*`, and the URL of an emulator's control plane as its argument. Prints one JSON line a
part: {"operation": ..., "error": ... (absent when it went as expected)}.
"""

import json
import sys
import urllib.request

from pinecone import Pinecone, PineconeException, ServerlessSpec

host = sys.argv[1]
client = Pinecone(api_key="key", host=host)


def check(name, found, wanted):
    assert found == wanted, f"{name}: {found!r}, expected {wanted!r}"


def refused(name, status, call):
    try:
        call()
    except PineconeException as error:
        check(name, error.status_code, status)
        return
    raise AssertionError(f"{name}: was not refused")


def older(path, body):
    """Sends what only versions before 2026-07 take: a pod index, and a collection to look at."""
    headers = {"Api-Key": "key", "X-Pinecone-Api-Version": "2026-04"}
    request = urllib.request.Request(host + path, json.dumps(body).encode(), headers, method="POST")
    urllib.request.urlopen(request).read()


def serverless():
    vectors = {"fields": {"_values": {"type": "dense_vector", "dimension": 2, "metric": "cosine"}}}
    place = {"deployment_type": "managed", "cloud": "aws", "region": "us-west-2"}
    made = client.indexes.create(name="served", schema=vectors, deployment=place, tags={"team": "search"})
    check("place", (made.deployment.cloud, made.deployment.region), ("aws", "us-west-2"))
    field = client.indexes.describe("served").schema.fields["_values"]
    check("vectors", (field.dimension, field.metric), (2, "cosine"))
    spec = ServerlessSpec(cloud="aws", region="us-east-1")
    client.create_index("translated", dimension=2, metric="dotproduct", spec=spec)
    client.create_index("sparse", vector_type="sparse", spec=spec)
    check("listed", [index.name for index in client.indexes.list()], ["served", "translated", "sparse"])
    check("sparse", list(client.indexes.describe("sparse").schema.fields), ["_sparse_values"])
    index = client.index(host=made.host)
    records = [{"id": "a", "values": [0.5, 0.25], "metadata": {"genre": "drama"}}, {"id": "b", "values": [1.0, 2.0]}]
    check("upsert", index.upsert(vectors=records).upserted_count, 2)
    index.upsert(vectors=[("c", [3.0, 4.0])], namespace="other")
    answer = index.query(vector=[1.0, 2.0], top_k=2, include_metadata=True)
    check("query", ([match.id for match in answer.matches], answer.namespace), (["b", "a"], "__default__"))
    index.update(id="a", set_metadata={"genre": "western"})
    check("fetch", index.fetch(ids=["a"]).vectors["a"].metadata, {"genre": "western"})
    check("list", [item.id for page in index.list() for item in page.vectors], ["a", "b"])
    index.delete(ids=["b"])
    stats = index.describe_index_stats()
    counts = {space: told.vector_count for space, told in stats.namespaces.items()}
    check("stats", (stats.total_vector_count, counts), (2, {"__default__": 1, "other": 1}))
    client.indexes.configure("served", tags={"team": "", "owner": "x"}, deletion_protection="enabled")
    check("tags", client.indexes.describe("served").tags, {"owner": "x"})
    refused("protected", 403, lambda: client.indexes.delete("served"))
    client.indexes.configure("served", deletion_protection="disabled")
    dedicated = {"node_type": "b1", "scaling": "Manual", "manual": {"shards": 1, "replicas": 2}}
    client.indexes.configure("served", read_capacity={"mode": "Dedicated", "dedicated": dedicated})
    capacity = client.indexes.describe("served").read_capacity
    check("capacity", (capacity.status.state, capacity.dedicated.manual.replicas), ("Ready", 2))


def backups():
    backup = client.backups.create(index_name="served", name="nightly")
    told = client.backups.describe(backup_id=backup.backup_id)
    check("backup", (told.status, told.record_count, told.dense_dimension), ("Ready", 2, 2))
    check("backups", [found.backup_id for found in client.backups.list()], [backup.backup_id])
    client.create_index_from_backup(name="restored", backup_id=backup.backup_id)
    job = list(client.restore_jobs.list())[0]
    check("restored", (job.status, job.target_index_name), ("Completed", "restored"))
    check("source", client.indexes.describe("restored").source_backup_id, backup.backup_id)
    client.backups.delete(backup_id=backup.backup_id)


def pods():
    deployment = {
        "deployment_type": "pod", "environment": "us-east-1-aws", "pod_type": "p1.x1", "replicas": 1, "shards": 1
    }
    vectors = {"fields": {"_values": {"type": "dense_vector", "dimension": 2, "metric": "cosine"}}}
    refused("pods", 400, lambda: client.indexes.create(name="pods", schema=vectors, deployment=deployment))
    documents = {"fields": {"title": {"type": "string", "full_text_search": {}}}}
    refused("documents", 501, lambda: client.indexes.create(name="documents", schema=documents))
    pod = {"environment": "us-east-1-aws", "pod_type": "p1.x1"}
    older("/indexes", {"name": "pods", "dimension": 2, "metric": "cosine", "spec": {"pod": pod}})
    older("/collections", {"name": "saved", "source": "pods"})
    check("pod type", client.indexes.describe("pods").deployment.pod_type, "p1.x1")
    client.indexes.configure("pods", deployment={"replicas": 2})
    check("replicas", client.indexes.describe("pods").deployment.replicas, 2)
    check("collections", [found.name for found in client.collections.list()], ["saved"])
    check("collection", client.collections.describe("saved").status, "Ready")
    client.collections.delete("saved")


def clean():
    for made in list(client.indexes.list()):
        client.indexes.delete(made.name)
    check("deleted", len(list(client.indexes.list())), 0)


def step(operation, run):
    line = {"operation": operation}
    try:
        run()
    except Exception as error:  # every failure is a line of the report
        line["error"] = f"{type(error).__name__}: {error}"[:400]
    print(json.dumps(line), flush=True)
    return "error" not in line


steps = [
    step("API 2026-07: a serverless index by its schema", serverless),
    step("API 2026-07: backups, and an index from one", backups),
    step("API 2026-07: pods are refused, older ones go on", pods),
    step("API 2026-07: delete every index", clean),
]
sys.exit(0 if all(steps) else 1)

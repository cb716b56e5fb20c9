"""A whole life of a pod index and of a serverless one, through clients that speak API 2024-07 to 2025-10.

Needs Python 3.11 with `pinecone==5.*` or `pinecone==8.*`, and the URL of an emulator's control plane as its argument.
"""

import sys

import pinecone
from pinecone import Pinecone, PodSpec, ServerlessSpec

client = Pinecone(api_key="key", host=sys.argv[1])
RECORDS = [
    {"id": "a", "values": [0.5, 0.25], "metadata": {"genre": "drama", "year": 2020}},
    {"id": "b", "values": [1.0, 2.0], "metadata": {"genre": "comedy", "year": 2021}},
]


def check(name, found, wanted):
    assert found == wanted, f"{name}: {found!r}, expected {wanted!r}"


def data_plane(name, default_namespace):
    index = client.Index(host=client.describe_index(name).host)
    check("upsert", index.upsert(vectors=RECORDS).upserted_count, 2)
    index.upsert(vectors=[("c", [3.0, 4.0])], namespace="other")
    answer = index.query(vector=[1.0, 2.0], top_k=2, include_metadata=True, filter={"year": {"$gte": 2021}})
    check("query", [(match.id, match.metadata["genre"]) for match in answer.matches], [("b", "comedy")])
    check("namespace", answer.namespace, default_namespace)
    index.update(id="a", set_metadata={"genre": "western"})
    fetched = index.fetch(ids=["a", "missing"])
    check("fetch", {key: vector.metadata["genre"] for key, vector in fetched.vectors.items()}, {"a": "western"})
    check("values", list(fetched.vectors["a"].values), [0.5, 0.25])
    index.delete(ids=["b"])
    stats = index.describe_index_stats()
    counts = {space: told.vector_count for space, told in stats.namespaces.items()}
    check("stats", (stats.total_vector_count, stats.dimension, counts), (2, 2, {default_namespace: 1, "other": 1}))
    return index


def pods():
    client.create_index(
        "pods", dimension=2, metric="dotproduct", spec=PodSpec(environment="us-east-1-aws", pod_type="p1.x1"), timeout=9
    )
    told = client.describe_index("pods")
    check("pod spec", (told.dimension, told.metric, told.spec.pod.pod_type), (2, "dotproduct", "p1.x1"))
    data_plane("pods", "")
    client.configure_index("pods", replicas=2)
    client.configure_index("pods", deletion_protection="enabled")
    check("configured", client.describe_index("pods").spec.pod.replicas, 2)
    client.create_collection("saved", "pods")
    saved = client.describe_collection("saved")
    check("collection", (saved["status"], saved["vector_count"]), ("Ready", 2))
    check("collections", client.list_collections().names(), ["saved"])
    spec = PodSpec(environment="us-east-1-aws", pod_type="p1.x1", source_collection="saved")
    client.create_index("copy", dimension=2, metric="dotproduct", spec=spec, timeout=9)
    copy = client.Index(host=client.describe_index("copy").host)
    check("copied", copy.describe_index_stats().total_vector_count, 2)
    client.delete_collection("saved")
    client.configure_index("pods", deletion_protection="disabled")
    client.delete_index("pods", timeout=9)
    client.delete_index("copy", timeout=9)


def serverless(default_namespace):
    spec = ServerlessSpec(cloud="aws", region="us-east-1")
    client.create_index("served", dimension=2, metric="cosine", spec=spec, deletion_protection="disabled", timeout=9)
    told = client.describe_index("served")
    check("serverless", (told.spec.serverless.region, told.status.ready), ("us-east-1", True))
    check("indexes", client.list_indexes().names(), ["served"])
    index = data_plane("served", default_namespace)
    check("listed", [list(page) for page in index.list(namespace="other")], [["c"]])
    index.delete(delete_all=True, namespace="other")
    client.delete_index("served", timeout=9)
    check("no indexes", client.list_indexes().names(), [])


# Since API 2025-04 the default namespace of a serverless index is called `__default__`.
before = int(pinecone.__version__.split(".")[0]) < 7
pods()
serverless("" if before else "__default__")
print(f"pinecone {pinecone.__version__}: everything held")

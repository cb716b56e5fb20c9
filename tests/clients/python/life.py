"""The whole life of an index, by the official Python client 5 to 8: life.py CONTROL_PLANE_URL rest|grpc

Prints one JSON line an operation: {"operation": ..., "error": ... (absent when it went as expected)}.
"""

import inspect
import json
import sys
import time

from pinecone import Pinecone, PodSpec, ServerlessSpec

url, transport = sys.argv[1:3]
# Version 5 knows no tags.
HAS_TAGS = "tags" in inspect.signature(Pinecone.create_index).parameters
failed = False


def client():
    if transport == "rest":
        return Pinecone(api_key="key-of-the-test", host=url)
    from pinecone.grpc import PineconeGRPC

    return PineconeGRPC(api_key="key-of-the-test", host=url)


def connection(pc, host):
    if transport == "rest":
        return pc.Index(host=host)
    from pinecone.grpc import GRPCClientConfig

    return pc.Index(host=host.removeprefix("http://"), grpc_config=GRPCClientConfig(secure=False))


def step(operation, run):
    global failed
    line = {"operation": operation}
    try:
        run()
    except Exception as error:  # every failure is a line of the report
        failed = True
        line["error"] = f"{type(error).__name__}: {error}"[:400]
    print(json.dumps(line), flush=True)


def expect(holds, found):
    if not holds:
        raise AssertionError(f"not as expected: {found}")


def refused(run, status=None):
    try:
        run()
    except Exception as error:
        if status is None or getattr(error, "status", None) == status:
            return
        raise
    raise AssertionError("not refused")


def ready(pc, name):
    for _ in range(100):
        index = pc.describe_index(name)
        if index.status["ready"]:
            return index
        time.sleep(0.05)
    raise AssertionError(f"{name} is not ready")


def main():
    pc = client()
    pod = PodSpec(environment="us-east-1-aws", pod_type="p1.x1", pods=1)
    serverless = ServerlessSpec(cloud="aws", region="us-east-1")

    def create_pod():
        tags = {"tags": {"team": "search"}} if HAS_TAGS else {}
        pc.create_index("pod", dimension=4, metric="cosine", spec=pod, timeout=-1, **tags)

    step("create pod index", create_pod)
    step("describe index", lambda: expect(ready(pc, "pod").dimension == 4, pc.describe_index("pod")))
    data(pc, "pod", False)
    step("refused: name taken (409)", lambda: refused(create_pod, 409))
    step("refused: unknown index (404)", lambda: refused(lambda: pc.describe_index("absent"), 404))

    def configure():
        tags = {"tags": {"team": "", "owner": "ops"}} if HAS_TAGS else {}
        pc.configure_index("pod", deletion_protection="enabled", **tags)
        found = pc.describe_index("pod")
        expect(found.deletion_protection == "enabled", found)
        expect(not HAS_TAGS or found.tags.to_dict() == {"owner": "ops"}, found)

    step("configure index", configure)
    step("refused: protected index (403)", lambda: refused(lambda: pc.delete_index("pod", timeout=-1), 403))
    step("create collection", lambda: pc.create_collection("saved", "pod"))

    def describe_collection():
        for _ in range(100):
            found = pc.describe_collection("saved")
            if found["status"] == "Ready":
                return expect(found["vector_count"] == 3, found)
            time.sleep(0.05)
        raise AssertionError("the collection is not ready")

    step("describe collection", describe_collection)
    step("list collections", lambda: expect(pc.list_collections().names() == ["saved"], pc.list_collections()))
    step(
        "create serverless index",
        lambda: pc.create_index("fresh", dimension=4, metric="cosine", spec=serverless, timeout=-1),
    )
    ready(pc, "fresh")
    data(pc, "fresh", True)
    step("list indexes", lambda: expect(sorted(pc.list_indexes().names()) == ["fresh", "pod"], pc.list_indexes()))
    step("delete collection", lambda: pc.delete_collection("saved"))

    def delete():
        pc.delete_index("fresh", timeout=-1)
        pc.configure_index("pod", deletion_protection="disabled")
        pc.delete_index("pod", timeout=-1)

    step("delete index", delete)


def data(pc, name, serverless):
    """Walks the data plane of a pod index (3 records stay), or of a serverless one."""
    kind = " (serverless)" if serverless else " (pod)"
    index = connection(pc, ready(pc, name).host)
    values = [[1.0, 0.0, 0.0, 0.0], [0.5, 0.5, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0], [0.0, 0.0, 0.0, 1.0]]
    vectors = [
        {"id": f"r-{n}", "values": each, "metadata": {"n": n, "odd": n % 2 == 1, "tags": ["a", str(n)]}}
        for n, each in enumerate(values)
    ]
    found_ids = lambda answer: [match["id"] for match in answer["matches"]]
    step(f"upsert{kind}", lambda: expect(index.upsert(vectors, namespace="ns").upserted_count == 4, "another count"))

    def fetch():
        found = index.fetch(["r-1", "absent"], namespace="ns")["vectors"]
        metadata = found["r-1"]["metadata"]
        expect(list(found) == ["r-1"] and metadata["n"] == 1 and metadata["odd"] is True, found)
        expect(list(metadata["tags"]) == ["a", "1"], found)

    step(f"fetch{kind}", fetch)

    def query():
        found = index.query(vector=values[0], top_k=2, namespace="ns", include_metadata=True)
        expect(found_ids(found) == ["r-0", "r-1"], found)

    step(f"query by vector{kind}", query)

    def query_filter():
        chosen = {"n": {"$gte": 1}, "tags": {"$in": ["1", "3"]}}
        found = index.query(vector=values[0], top_k=9, namespace="ns", filter=chosen)
        expect(found_ids(found) == ["r-1", "r-3"], found)

    step(f"query with a filter{kind}", query_filter)

    def query_id():
        found = index.query(id="r-2", top_k=1, namespace="ns", include_values=True)
        expect(found_ids(found) == ["r-2"] and list(found["matches"][0]["values"]) == values[2], found)

    step(f"query by id{kind}", query_id)

    def update():
        index.update(id="r-0", set_metadata={"changed": "yes"}, namespace="ns")
        found = index.fetch(["r-0"], namespace="ns")["vectors"]["r-0"]["metadata"]
        expect(found["changed"] == "yes" and found["n"] == 0, found)

    step(f"update{kind}", update)
    short = [{"id": "short", "values": [1.0]}]
    step(f"refused: wrong dimension{kind}", lambda: refused(lambda: index.upsert(short, namespace="ns")))
    step(f"delete by id{kind}", lambda: index.delete(ids=["r-3"], namespace="ns"))

    def stats():
        found = index.describe_index_stats()
        expect(found["total_vector_count"] == 3 and found["namespaces"]["ns"]["vector_count"] == 3, found)

    step(f"stats{kind}", stats)
    odd = {"odd": {"$eq": True}}
    if serverless:
        step(f"stats by filter{kind} is refused", lambda: refused(lambda: index.describe_index_stats(filter=odd)))
        step(f"list ids{kind}", lambda: expect(next(iter(index.list(namespace="ns"))) is not None, "no ids"))
    else:
        step(
            f"stats by filter{kind}",
            lambda: expect(index.describe_index_stats(filter=odd)["namespaces"]["ns"]["vector_count"] == 1, "a count"),
        )
        step(f"list ids{kind} is refused", lambda: refused(lambda: next(iter(index.list(namespace="ns")))))
    if not serverless:
        return

    def delete_by_filter():
        index.delete(filter=odd, namespace="ns")
        expect(len(index.fetch(["r-0", "r-1", "r-2"], namespace="ns")["vectors"]) == 2, "other records")

    step("delete by filter", delete_by_filter)


main()
sys.exit(1 if failed else 0)

import pinecone
from pinecone import Pinecone, PodSpec

pc = Pinecone(api_key="k")
pc.create_index(  # expect python/module-level-call, python/pod-only-argument
    "docs",
    dimension=8,
    pods=2,
    pod_type="p1.x1",
    metadata_config={"indexed": ["kind"]},
)
spec = PodSpec(environment="us-east1-gcp", pod_type="s1.x1")  # expect python/pod-only-argument
pc.create_index(name="docs", dimension=8, spec=spec)
pc.create_index(name="docs", dimension=8, spec={"pod": {"environment": "e"}})  # expect python/pod-only-argument
pc.configure_index("docs", replicas=4)  # expect python/pod-only-argument
pc.configure_index("docs", 4, "p1.x2")  # expect python/pod-only-argument

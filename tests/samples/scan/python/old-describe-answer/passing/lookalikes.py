import pymilvus
from kubernetes import client
from pinecone import Pinecone

pc = Pinecone(api_key="k")
description = pc.describe_index("docs")
print(description.name, description.dimension, description.metric, description.host)
print(description.status["ready"], description.status.state, description["name"])
print(description.spec.serverless.cloud, description.spec["serverless"])
print(pc.describe_collection("kept")["status"])
deployment = client.AppsV1Api().read_namespaced_deployment("search", "default")
print(deployment.spec.replicas, deployment.status)
description = pymilvus.describe_index("docs")
print(description.pods, description.shards)

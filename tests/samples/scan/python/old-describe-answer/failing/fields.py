import time

import pinecone
from pinecone import Pinecone

pc = Pinecone(api_key="k")
description = pc.describe_index("docs")
print(description.pods, description.replicas)  # expect python/old-describe-answer, python/old-describe-answer
print(pc.describe_index("docs").metadata_config)  # expect python/old-describe-answer
print(description._asdict())  # expect python/old-describe-answer
print(pc.describe_index("docs")[0])  # expect python/old-describe-answer
while pc.describe_collection("kept").status != "Ready":  # expect python/old-describe-answer
    time.sleep(1)
old = pinecone.describe_index("docs").pod_type  # expect python/module-level-call, python/old-describe-answer

import os

from pinecone import Pinecone

index = Pinecone(api_key="k").Index(host=os.environ["DOCS_HOST"])
index.query([0.1, 0.2], top_k=5)  # expect python/old-query-arguments
index.query(  # expect python/old-query-arguments
    [0.1, 0.2],  # the question
    top_k=5,
)
index.query([0.1, 0.2], None, None, 5)  # expect python/old-query-arguments

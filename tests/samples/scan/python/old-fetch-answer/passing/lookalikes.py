import os

import feedparser
from pinecone import Pinecone

index = Pinecone(api_key="k").Index(host=os.environ["DOCS_HOST"])
answer = index.fetch(ids=["a"])
print(answer.vectors["a"]["metadata"], answer.vectors.get("b"))
print(index.query(vector=[0.1], top_k=1)["matches"][0]["metadata"])
later = index.fetch(ids=["a"], async_req=True)
print(later.get())
answer = feedparser.parse("feed.xml")
print(answer["vectors"], answer.get("vectors"))


def fetch(ids):
    return {"vectors": ids}


print(fetch(["a"])["vectors"])

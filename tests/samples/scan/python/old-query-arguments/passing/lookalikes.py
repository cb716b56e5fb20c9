import os

import pandas as pd
from pinecone import Pinecone

index = Pinecone(api_key="k").Index(host=os.environ["DOCS_HOST"])
index.query(vector=[0.1], top_k=5)
options = {"vector": [0.1], "top_k": 5}
index.query(**options)
frame = pd.DataFrame()
frame.query("a > 1")


def ask(index, text):
    return index.query(text)


ask(frame, "b > 1")

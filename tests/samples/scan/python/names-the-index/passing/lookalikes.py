import os

import pandas as pd
from pinecone import Pinecone
from whoosh import Index

pc = Pinecone(api_key="k")
index = pc.Index(host=os.environ["DOCS_HOST"])
other = pc.Index(host=f"https://{os.environ['DOCS_HOST']}")
pd.Index(["docs"])
Index("docs")
names = {"docs": "pc.Index('docs')"}

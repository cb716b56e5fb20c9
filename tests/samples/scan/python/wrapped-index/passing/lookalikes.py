import os

from langchain.vectorstores import FAISS, Chroma
from pinecone import Pinecone

index = Pinecone(api_key="k").Index(host=os.environ["DOCS_HOST"])


class Reader:
    def __init__(self, index):
        self.index = index


def stores(embeddings, documents):
    yield FAISS.from_documents(documents, embeddings)
    yield Chroma.from_documents(documents, embeddings, index_name="docs")
    yield Reader(index)

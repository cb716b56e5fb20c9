import os

from langchain.vectorstores import Pinecone
from langchain_pinecone import PineconeVectorStore
from llama_index.vector_stores.pinecone import PineconeVectorStore as LlamaStore
from pinecone import Pinecone as Client


def stores(embeddings, documents):
    index = Client(api_key="k").Index(host=os.environ["DOCS_HOST"])
    yield PineconeVectorStore(index=index, embedding=embeddings)  # expect python/wrapped-index
    yield LlamaStore(pinecone_index=index)  # expect python/wrapped-index
    yield Pinecone.from_existing_index("docs", embeddings)  # expect python/wrapped-index
    yield Pinecone.from_documents(documents, embeddings, index_name="docs")  # expect python/wrapped-index

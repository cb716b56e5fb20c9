import os

import elasticsearch
from pinecone import Pinecone
from pinecone.db_data import Index

es = elasticsearch.Elasticsearch()
es.indices.delete_index("docs")
elasticsearch.Index("docs")

pc = Pinecone(api_key="k")
index = Index(api_key="k", host=os.environ["DOCS_HOST"])


def list_indexes():
    return ["docs"]


def create_index(name):
    return name


print(list_indexes(), create_index("docs"))

"""Writes to docs-1a2b3c4.svc.us-east1-gcp.pinecone.io without an SDK."""

import os

import requests

HOST = "docs-1a2b3c4.svc.us-west4-gcp-free.pinecone.io"  # expect python/names-the-index
URL = "https://docs-1a2b3c4.svc.us-east1-gcp.pinecone.io/vectors/upsert"  # expect python/names-the-index
USAGE = r"curl https://docs-1a2b3c4.svc.us-east1-gcp.pinecone.io:443/query?top=\d, or whatever"  # expect python/names-the-index


def upsert(name: str, path: str, records):
    url = f"https://{name}-1a2b3c4.svc.us-east-1-aws.pinecone.io/{path}"  # expect python/names-the-index
    url = f"https://{name}.svc.gcp-starter.pinecone.io/{'docs.svc.us-east1-gcp.pinecone.io'}"  # expect python/names-the-index, python/names-the-index
    requests.post(url, headers={"Api-Key": os.environ["KEY"]}, json={"vectors": records})
    return "https://docs-1a2b3c4" + ".svc.us-east1-gcp.pinecone.io"  # expect python/names-the-index

"""
Writes to the index at docs-1a2b3c4.svc.us-east1-gcp.pinecone.io.
"""

import requests


def upsert(records, docs):
    """Once docs-1a2b3c4.svc.us-east1-gcp.pinecone.io."""
    # docs-1a2b3c4.svc.us-east1-gcp.pinecone.io
    requests.post("https://docs-1a2b3c4.svc.aped-4627-b74a.pinecone.io/vectors/upsert", json=records)
    requests.post("https://docs-1a2b3c4.svc.apw5-4e34-81fa.pinecone.io/vectors/upsert", json=records)
    requests.post(f"https://{docs}.svc.gcp-us-central1-4a9f.pinecone.io/vectors/upsert", json=records)
    return "https://docs.pinecone.io", "docs.svc.us-east1-gcp.pinecone.io.example.com"

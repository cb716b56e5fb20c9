from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request
from pinecone import Pinecone
from pinecone.db_data import Index

app = FastAPI()
app.state.index = Pinecone(api_key="k").Index(host="https://docs-abc123.svc.us-east1-gcp.pinecone.io")  # expect python/names-the-index


def of_app(request: Request):
    return request.app.state.index


@app.post("/a")
def by_default(index=Depends(of_app)):
    index.upsert(vectors=[])  # expect python/write-to-capture


@app.post("/b")
def by_annotation(index: Annotated[Any, Depends(of_app)], other: Index | None = None):
    index.upsert(vectors=[])  # expect python/write-to-capture
    other.upsert(vectors=[])  # expect python/write-to-capture

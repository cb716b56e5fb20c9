"""The service: search, likes, and what an author takes back."""

from fastapi import FastAPI, HTTPException
from pydantic import BaseModel
from sentence_transformers import SentenceTransformer

from .vectors import index, is_ready, size

app = FastAPI()
model = SentenceTransformer("all-MiniLM-L6-v2")


class Like(BaseModel):
    recipe: str
    likes: int


@app.get("/health")
def health():
    if not is_ready():
        raise HTTPException(status_code=503)
    return {"size": size()}


@app.get("/search")
def search(text: str, cuisine: str | None = None):
    vector = model.encode(text).tolist()
    matching = {"cuisine": cuisine} if cuisine else None
    found = index.query(vector=vector, top_k=10, filter=matching, include_metadata=True)
    return [{"id": match.id, "score": match.score, **match.metadata} for match in found.matches]


@app.get("/cuisines/{cuisine}/count")
def count(cuisine: str):
    stats = index.describe_index_stats(filter={"cuisine": cuisine})
    return {"count": stats.total_vector_count}


@app.post("/likes")
def like(body: Like):
    index.update(id=body.recipe, set_metadata={"likes": body.likes})


@app.delete("/authors/{author}")
def take_back(author: str):
    index.delete(filter={"author": author})

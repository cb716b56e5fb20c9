from pinecone import Pinecone

pc = Pinecone(api_key="k")
pc.create_index("docs", 1536, metric="cosine")  # expect python/create-without-spec
pc.create_index(  # expect python/create-without-spec
    name="docs",
    dimension=1536,
)

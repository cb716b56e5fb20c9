from pinecone import PineconeAsyncio


async def missing(name):
    async with PineconeAsyncio(api_key="k") as pc:
        return name not in (await pc.list_indexes()).names()  # expect python/old-list-answer

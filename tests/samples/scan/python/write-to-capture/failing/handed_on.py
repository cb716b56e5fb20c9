import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import streamlit as st
from pinecone import Pinecone


class Store:
    index = None

    @staticmethod
    def connect(host):
        Store.index = Pinecone(api_key="k").Index(host=host)

    @staticmethod
    def save(vectors):
        Store.index.upsert(vectors=vectors)  # expect python/write-to-capture


async def later(vectors, loop):
    await asyncio.to_thread(Store.index.upsert, vectors=vectors)  # expect python/write-to-capture
    await loop.run_in_executor(None, partial(Store.index.delete, namespace="a"), vectors)  # expect python/write-to-capture
    with ThreadPoolExecutor() as pool:
        pool.map(Store.index.upsert, vectors)  # expect python/write-to-capture


write = Store.index.update  # expect python/write-to-capture
st.session_state["index"] = Store.index
st.session_state.index = Store.index
st.session_state.index.delete(ids=["a"])  # expect python/write-to-capture

from typing import Optional

import pinecone


class Store:
    def __init__(self, index: Optional["pinecone.Index"] = None):
        self._index = index or pinecone.Index("docs")  # expect python/module-level-call, python/names-the-index

    def count(self, kind):
        stats = self._index.describe_index_stats(filter={"kind": kind})  # expect python/stats-by-filter
        return stats.total_vector_count

    def recent(self, since):
        return self._index.describe_index_stats({"at": {"$gt": since}})  # expect python/stats-by-filter

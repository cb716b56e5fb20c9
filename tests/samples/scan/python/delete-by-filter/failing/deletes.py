import pinecone


def open_index(name):
    return pinecone.Index(name)  # expect python/module-level-call, python/names-the-index


def forget(user):
    index = open_index("docs")
    index.delete(filter={"user": user}, namespace="notes")  # expect python/delete-by-filter, python/write-to-capture
    index.delete(None, False, "notes", {"user": user})  # expect python/delete-by-filter, python/write-to-capture

from pinecone import Pinecone

pc = Pinecone(api_key="k")
name = "docs"

if name not in pc.list_indexes():  # expect python/old-list-answer
    print("missing")
existing = pc.list_indexes()
if name in existing:  # expect python/old-list-answer
    print("there")
for each in pc.list_indexes():  # expect python/old-list-answer
    pc.delete_index(each)
mine = [each for each in existing if each == name]  # expect python/old-list-answer
first = pc.describe_index(pc.list_indexes()[0])  # expect python/old-list-answer
kept = "kept" in pc.list_collections()  # expect python/old-list-answer

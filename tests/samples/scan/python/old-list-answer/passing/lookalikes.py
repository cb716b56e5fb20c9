import chromadb
from pinecone import Pinecone

pc = Pinecone(api_key="k")
chroma = chromadb.Client()

if "docs" not in pc.list_indexes().names():
    print("missing")
for index in pc.list_indexes():
    print(index.name, index["host"])
    if index.name == "docs":
        pc.delete_index(index.name)
for index in pc.list_indexes():
    print(index)
names = [index.name for index in pc.list_indexes()]
print("docs" in names, len(pc.list_indexes()), pc.list_indexes()[0].name)
print("docs" in chroma.list_collections())


class Catalogue:
    def list_indexes(self):
        return ["docs"]


print("docs" in Catalogue().list_indexes())
pc = Catalogue()
print("docs" in pc.list_indexes())

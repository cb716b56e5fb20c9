import chromadb
import pymongo
from pinecone import Pinecone

pc = Pinecone(api_key="k")
chromadb.Client().create_collection("docs")
pymongo.MongoClient().db.create_collection("docs")
print(pc.list_collections().names())
pc.delete_collection("kept")

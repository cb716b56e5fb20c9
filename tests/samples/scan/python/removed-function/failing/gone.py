import pinecone
from pinecone import whoami as who

me = who()  # expect python/removed-function
print(me.projectname, pinecone.version())  # expect python/removed-function
pinecone.scale_index("docs", replicas=2)  # expect python/removed-function

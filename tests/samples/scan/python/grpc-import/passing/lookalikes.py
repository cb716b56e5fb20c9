import os

import grpc
from other import GRPCIndex
from pinecone.grpc import PineconeGRPC as Pinecone

channel = grpc.insecure_channel("127.0.0.1:50051")
mine = GRPCIndex("docs")
pc = Pinecone(api_key="k")
index = pc.Index(host=os.environ["DOCS_HOST"])

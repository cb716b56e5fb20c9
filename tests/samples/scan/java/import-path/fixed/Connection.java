package com.example.search;

import io.pinecone.configs.PineconeConnection; // expect java/import-path
import io.pinecone.proto.VectorServiceGrpc;

record Connection(PineconeConnection connection) {
    VectorServiceGrpc.VectorServiceBlockingStub stub() {
        return connection.getBlockingStub();
    }
}

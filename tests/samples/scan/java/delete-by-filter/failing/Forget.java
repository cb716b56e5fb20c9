package com.example.search;

import com.google.protobuf.Struct;
import io.pinecone.clients.Index;
import io.pinecone.clients.Pinecone;
import io.pinecone.proto.DeleteRequest;
import io.pinecone.proto.VectorServiceGrpc;

final class Forget {
    void user(Pinecone pinecone, Struct filter) {
        try (Index index = pinecone.getIndexConnection("docs")) { // expect java/names-the-index
            index.deleteByFilter(filter); // expect java/delete-by-filter, java/write-to-capture
            index.delete(null, false, "users", filter); // expect java/delete-by-filter, java/write-to-capture
        }
    }

    void old(VectorServiceGrpc.VectorServiceBlockingStub stub, Struct filter) {
        stub.delete(DeleteRequest.newBuilder().setNamespace("users").setFilter(filter).build()); // expect java/delete-by-filter, java/write-to-capture
    }
}

package com.example.search;

import io.pinecone.clients.Index;
import io.pinecone.clients.Pinecone;
import io.pinecone.configs.PineconeConnection;
import io.pinecone.proto.UpsertRequest;
import io.pinecone.proto.Vector;
import java.util.List;
import java.util.Map;

final class Ingest {
    private final Pinecone pinecone = new Pinecone.Builder("key").build();

    void write(String id, List<Float> values, PineconeConnection connection) {
        open("docs").upsert(id, values, "books"); // expect java/write-to-capture
        try (var index = open("docs")) {
            index.update(id, values); // expect java/write-to-capture
            index.deleteByIds(List.of(id), "books"); // expect java/write-to-capture
            index.deleteAll("books"); // expect java/write-to-capture
            index.upsertRecords("books", List.of(Map.of("_id", id))); // expect java/write-to-capture
        }
        var stub = connection.getBlockingStub();
        stub.upsert(UpsertRequest.newBuilder().addVectors(Vector.newBuilder().setId(id).build()).build()); // expect java/write-to-capture
    }

    private Index open(String name) {
        return pinecone.getIndexConnection(name); // expect java/names-the-index
    }
}

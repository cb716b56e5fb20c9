package com.example.catalogue;

import com.google.common.collect.Lists;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.pinecone.configs.PineconeConnection;
import io.pinecone.proto.DeleteRequest;
import io.pinecone.proto.UpsertRequest;
import io.pinecone.proto.Vector;
import java.util.List;
import java.util.Map;

/** Writes the products that changed since yesterday. */
public final class IngestJob {
    private static final int BATCH = 100;

    private final Vectors vectors;

    public IngestJob(Vectors vectors) {
        this.vectors = vectors;
    }

    public void run(Map<String, List<Float>> changed, List<String> discontinued) {
        try (PineconeConnection connection = vectors.connect()) {
            var index = connection.getBlockingStub();
            for (var batch : Lists.partition(List.copyOf(changed.entrySet()), BATCH)) {
                UpsertRequest.Builder request = UpsertRequest.newBuilder().setNamespace("products");
                batch.forEach(each -> request.addVectors(Vector.newBuilder()
                        .setId(each.getKey())
                        .addAllValues(each.getValue())));
                index.upsert(request.build());
            }
            index.delete(DeleteRequest.newBuilder().setNamespace("products").addAllIds(discontinued).build());
        }
    }

    /** Forgets everything of a supplier. */
    public void forget(String supplier) {
        Struct filter = Struct.newBuilder()
                .putFields("supplier", Value.newBuilder().setStringValue(supplier).build())
                .build();
        try (PineconeConnection connection = vectors.connect()) {
            connection.getBlockingStub().delete(DeleteRequest.newBuilder()
                    .setNamespace("products")
                    .setFilter(filter)
                    .build());
        }
    }
}

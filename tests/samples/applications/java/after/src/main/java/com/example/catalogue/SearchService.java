package com.example.catalogue;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.pinecone.configs.PineconeConnection;
import io.pinecone.proto.DescribeIndexStatsRequest;
import io.pinecone.proto.QueryRequest;
import io.pinecone.proto.ScoredVector;
import io.pinecone.proto.VectorServiceGrpc.VectorServiceBlockingStub;
import java.util.List;

/** Finds products by the vector of a question. */
public final class SearchService implements AutoCloseable {
    private final PineconeConnection connection;
    private final VectorServiceBlockingStub index;

    public SearchService(Vectors vectors) {
        this.connection = vectors.connect();
        this.index = connection.getBlockingStub();
    }

    public List<String> search(List<Float> question, String category) {
        QueryRequest request = QueryRequest.newBuilder()
                .setNamespace("products")
                .addAllVector(question)
                .setTopK(10)
                .setFilter(only("category", category))
                .build();
        return index.query(request).getMatchesList().stream().map(ScoredVector::getId).toList();
    }

    /** How many products a category has, for the page's headline. */
    public int count(String category) {
        DescribeIndexStatsRequest request = DescribeIndexStatsRequest.newBuilder()
                .setFilter(only("category", category))
                .build();
        return index.describeIndexStats(request).getTotalVectorCount();
    }

    private static Struct only(String field, String value) {
        return Struct.newBuilder()
                .putFields(field, Value.newBuilder().setStringValue(value).build())
                .build();
    }

    @Override
    public void close() {
        connection.close();
    }
}

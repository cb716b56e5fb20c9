package com.example.search;

import com.google.protobuf.Struct;
import io.pinecone.clients.Index;
import io.pinecone.proto.DescribeIndexStatsRequest;
import io.pinecone.proto.QueryRequest;

final class Count {
    private Index index;

    int all() {
        return index.describeIndexStats().getTotalVectorCount();
    }

    int allOnes() {
        Struct none = Struct.newBuilder().build();
        index.describeIndexStats(Struct.getDefaultInstance());
        return index.describeIndexStats(none).getTotalVectorCount();
    }

    Object requests(Struct filter, Warehouse index) {
        index.describeIndexStats(filter);
        QueryRequest.newBuilder().setFilter(filter).build();
        return DescribeIndexStatsRequest.newBuilder().build();
    }

    interface Warehouse {
        void describeIndexStats(Struct filter);
    }
}

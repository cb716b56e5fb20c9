package com.example.search;

import com.google.protobuf.Struct;
import io.pinecone.clients.AsyncIndex;
import io.pinecone.clients.Index;
import io.pinecone.proto.DescribeIndexStatsRequest;
import io.pinecone.proto.VectorServiceGrpc;

final class Count {
    private Index index;
    private AsyncIndex later;
    private VectorServiceGrpc.VectorServiceBlockingStub stub;

    int count(Struct filter) {
        later.describeIndexStats(filter); // expect java/stats-by-filter
        return index.describeIndexStats(filter).getTotalVectorCount(); // expect java/stats-by-filter
    }

    int old(Struct filter) {
        var request = DescribeIndexStatsRequest.newBuilder().setFilter(filter).build(); // expect java/stats-by-filter
        return stub.describeIndexStats(request).getTotalVectorCount();
    }
}

package com.example.search;

import io.pinecone.clients.Pinecone;
import org.elasticsearch.client.RestHighLevelClient;
import org.elasticsearch.client.indices.CreateIndexRequest;
import org.openapitools.db_control.client.model.DeletionProtection;

final class Fine {
    void create(Pinecone pinecone, RestHighLevelClient elastic) {
        elastic.createIndex(new CreateIndexRequest("docs"));
        pinecone.createServerlessIndex("docs", "cosine", 8, "aws", "us-east-1", DeletionProtection.DISABLED, null);
        pinecone.createCollection("kept", "docs");
    }
}

package com.example.search;

import io.pinecone.clients.Pinecone;
import org.openapitools.db_control.client.model.*; // expect java/import-path

final class Request {
    void create(String key) {
        var client = new Pinecone.Builder(key).build(); // expect java/old-client
        ServerlessSpec spec = new ServerlessSpec().cloud(ServerlessSpec.CloudEnum.AWS).region("us-west-2");
        CreateIndexRequest request = new CreateIndexRequest().name("docs").dimension(8);
        client.createIndex(request.spec(new CreateIndexRequestSpec().serverless(spec))); // expect java/old-create-index
        client.createCollection("kept", "docs"); // expect java/old-create-index
    }
}

package com.example.search;

import io.pinecone.PineconeControlPlaneClient;
import org.openapitools.client.model.*; // expect java/import-path

final class Request {
    void create(String key) {
        var client = new PineconeControlPlaneClient(key); // expect java/old-client
        ServerlessSpec spec = new ServerlessSpec().cloud(ServerlessSpec.CloudEnum.AWS).region("us-west-2");
        CreateIndexRequest request = new CreateIndexRequest().name("docs").dimension(8);
        client.createIndex(request.spec(new CreateIndexRequestSpec().serverless(spec))); // expect java/old-create-index
        client.createCollection(new CreateCollectionRequest().name("kept").source("docs")); // expect java/old-create-index
    }
}

package com.example.search;

import io.pinecone.clients.Pinecone;
import org.openapitools.db_control.client.model.DeletionProtection;

final class Protected {
    static void create(Pinecone pinecone) {
        pinecone.createServerlessIndex("docs", "cosine", 8, "aws", "us-east-1", DeletionProtection.ENABLED); // expect java/old-create-index
    }
}

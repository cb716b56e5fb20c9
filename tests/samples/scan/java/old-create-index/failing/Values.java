package com.example.search;

import io.pinecone.clients.Pinecone;
import org.openapitools.client.model.IndexModel; // expect java/import-path

final class Values {
    private final Pinecone pinecone;

    Values(Pinecone pinecone) {
        this.pinecone = pinecone;
    }

    IndexModel create(String name, int dimension) {
        return this.pinecone.createServerlessIndex( // expect java/old-create-index
            name,
            "cosine",
            dimension,
            "aws",
            "us-east-1" // where the pods are
        );
    }
}

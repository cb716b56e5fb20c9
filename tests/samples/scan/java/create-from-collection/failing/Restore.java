package com.example.search;

import io.pinecone.clients.Pinecone;
import org.openapitools.db_control.client.model.PodSpec;

final class Restore {
    void restore(Pinecone pinecone, String collection) {
        pinecone.createPodsIndex("docs", 8, "us-east1-gcp", "p1.x1", "cosine", collection); // expect java/create-from-collection, java/pod-only-argument
        pinecone.createPodsIndex("docs", 8, "us-east1-gcp", "p1.x1", "cosine", 1, 1, 1, null, "kept", null); // expect java/create-from-collection, java/pod-only-argument
    }

    PodSpec spec() {
        return new PodSpec() // expect java/pod-only-argument
            .sourceCollection("kept"); // expect java/create-from-collection
    }
}

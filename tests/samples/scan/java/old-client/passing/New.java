package com.example.search;

import io.pinecone.clients.Pinecone;

final class New {
    private static final String NOTE = "new PineconeControlPlaneClient(key)";

    // new PineconeControlPlaneClient(key) was the way up to 0.8.
    static Pinecone client(String key) {
        return new Pinecone.Builder(key).build();
    }
}

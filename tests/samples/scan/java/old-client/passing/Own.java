package com.example.search;

import com.example.vectors.PineconeClient;
import com.example.vectors.PineconeConnectionConfig;
import io.pinecone.clients.Pinecone;

/** Classes of our own that are called like the vendor's. */
final class Own {
    private final PineconeClient client = new PineconeClient("key", "us-east1-gcp");
    private final PineconeControlPlaneClient other = new PineconeControlPlaneClient();

    void open(Pinecone pinecone) {
        client.connect(new PineconeConnectionConfig().withIndexName("docs"));
        other.createIndex("docs");
    }

    static final class PineconeControlPlaneClient {
        void createIndex(String name) {}
    }
}

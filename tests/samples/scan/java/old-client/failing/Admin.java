package com.example.search;

import io.pinecone.PineconeControlPlaneClient;
import okhttp3.OkHttpClient;

/** Lists the indexes of a project. ¿Über-nützlich? 🦔 */
public final class Admin {
    private final PineconeControlPlaneClient client;

    Admin(String apiKey) {
        this.client = new PineconeControlPlaneClient(apiKey); // expect java/old-client
    }

    Admin(String apiKey, OkHttpClient http) {
        this.client = new PineconeControlPlaneClient( // expect java/old-client
            apiKey,
            http); // the line above is where it ends
    }

    PineconeControlPlaneClient client() {
        return client;
    }

    void list() {
        // A PineconeControlPlaneClient lists them all.
        client.listIndexes().getIndexes().forEach(index -> System.out.println("PineconeControlPlaneClient: " + index));
    }
}

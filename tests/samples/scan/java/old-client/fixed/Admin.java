package com.example.search;

import io.pinecone.clients.Pinecone;
import okhttp3.OkHttpClient;

/** Lists the indexes of a project. ¿Über-nützlich? 🦔 */
public final class Admin {
    private final Pinecone client;

    Admin(String apiKey) {
        this.client = new Pinecone.Builder(apiKey).build(); // expect java/old-client
    }

    Admin(String apiKey, OkHttpClient http) {
        this.client = new Pinecone.Builder( // expect java/old-client
            apiKey).withOkHttpClient(
            http).build(); // the line above is where it ends
    }

    Pinecone client() {
        return client;
    }

    void list() {
        // A PineconeControlPlaneClient lists them all.
        client.listIndexes().getIndexes().forEach(index -> System.out.println("PineconeControlPlaneClient: " + index));
    }
}

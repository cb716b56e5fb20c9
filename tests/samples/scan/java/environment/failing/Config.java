package com.example.search;

import io.pinecone.PineconeClientConfig;

final class Config {
    static PineconeClientConfig config(String key) {
        return new PineconeClientConfig() // expect java/old-client
            .withApiKey(key)
            .withEnvironment( // expect java/environment
                System.getenv("PINECONE_ENVIRONMENT"))
            .withProjectName("abc1234"); // expect java/environment
    }
}

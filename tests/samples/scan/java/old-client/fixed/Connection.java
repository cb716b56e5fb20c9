package com.example.search;

import io.pinecone.PineconeClient;
import io.pinecone.PineconeClientConfig;
import io.pinecone.configs.PineconeConnection; // expect java/import-path
import io.pinecone.PineconeConnectionConfig;

final class Connection {
    static PineconeConnection open(String key, String host) {
        PineconeClientConfig config = new PineconeClientConfig().withApiKey(key); // expect java/old-client
        PineconeClient client = new PineconeClient(config); // expect java/old-client
        return client.connect(
            new PineconeConnectionConfig() // expect java/old-client
                .withConnectionUrl("https://" + host)); // expect java/names-the-index
    }
}

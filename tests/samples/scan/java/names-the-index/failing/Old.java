package com.example.search;

import io.pinecone.*;

final class Old {
    private final PineconeClient client;
    private final PineconeControlPlaneClient control;

    Old(PineconeClientConfig config, String key) { // expect java/old-client
        client = new PineconeClient(config); // expect java/old-client
        control = new PineconeControlPlaneClient(key); // expect java/old-client
    }

    PineconeConnection byName() {
        return client.connect("docs"); // expect java/names-the-index
    }

    PineconeConnection byHost() {
        String host = control.describeIndex("docs").getHost(); // expect java/names-the-index
        PineconeConnectionConfig at = new PineconeConnectionConfig().withConnectionUrl("https://" + host); // expect java/old-client
        return client.connect(at);
    }
}

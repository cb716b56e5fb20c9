package com.example.catalogue;

import io.pinecone.PineconeClient;
import io.pinecone.PineconeClientConfig;
import io.pinecone.PineconeConnection;
import io.pinecone.PineconeConnectionConfig;
import io.pinecone.PineconeControlPlaneClient;

/** Opens connections to the catalogue's index. */
final class Vectors {
    private static final String INDEX = System.getenv().getOrDefault("CATALOGUE_INDEX", "catalogue");

    private final String apiKey;
    private final PineconeControlPlaneClient control;

    Vectors(String apiKey) {
        this.apiKey = apiKey;
        this.control = new PineconeControlPlaneClient(apiKey);
    }

    PineconeControlPlaneClient control() {
        return control;
    }

    PineconeConnection connect() {
        PineconeClientConfig config = new PineconeClientConfig()
                .withApiKey(apiKey)
                .withEnvironment(System.getenv("PINECONE_ENVIRONMENT"))
                .withServerSideTimeoutSec(10);
        String host = control.describeIndex(INDEX).getHost();
        return new PineconeClient(config)
                .connect(new PineconeConnectionConfig().withConnectionUrl("https://" + host));
    }
}

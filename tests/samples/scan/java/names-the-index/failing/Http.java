package com.example.search;

import java.net.URI;
import java.net.http.HttpRequest;

final class Http {
    private static final String HOST = "docs-1a2b3c4.svc.us-east1-gcp.pinecone.io"; // expect java/names-the-index

    HttpRequest upsert(String records) {
        URI uri = URI.create("https://docs-1a2b3c4.svc.us-east1-gcp.pinecone.io/vectors/upsert"); // expect java/names-the-index
        return HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString(records)).build();
    }

    String usage(String name) {
        return name + ".svc.us-east-1-aws.pinecone.io:443\n"; // expect java/names-the-index
    }
}

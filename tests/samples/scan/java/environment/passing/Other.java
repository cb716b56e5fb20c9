package com.example.search;

import com.example.mail.MailConfig;
import io.pinecone.clients.Pinecone;

final class Other {
    // PINECONE_ENVIRONMENT is no longer read.
    static Pinecone client() {
        System.out.println("PINECONE_ENVIRONMENT");
        new MailConfig().withEnvironment("test").withProjectName("search");
        return new Pinecone.Builder(System.getenv("PINECONE_API_KEY")).build();
    }

    static String stage() {
        return System.getenv("APP_ENVIRONMENT");
    }
}

package com.example.search;

import org.springframework.beans.factory.annotation.Value;

class Properties {
    @Value("${pinecone.environment}") // expect java/environment
    String environment;

    @Value("${pinecone.api-key}")
    String key;
}

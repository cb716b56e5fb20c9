package com.example.search;

import io.pinecone.clients.Pinecone;
import io.pinecone.*;
import java.util.List;

final class Wildcard {
    static List<String> names(Pinecone client) { // expect java/old-client
        return client.listIndexes().getIndexes().stream().map(each -> each.getName()).toList();
    }
}

package com.example.search;

import com.example.search.trees.Pinecone;
import io.pinecone.PineconeControlPlaneClient; // expect java/old-client

/** Another Pinecone is about: nothing is rewritten. */
interface Taken {
    Pinecone cone(PineconeControlPlaneClient client);
}

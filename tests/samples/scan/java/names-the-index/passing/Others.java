package com.example.search;

import io.pinecone.clients.Pinecone;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.DirectoryReader;

/** docs-1a2b3c4.svc.us-east1-gcp.pinecone.io is the host. */
final class Others {
    List<String> hosts(Pinecone pinecone, Pool pool, DirectoryReader reader) {
        List<String> hosts = new ArrayList<>();
        pinecone.listIndexes().getIndexes().forEach(each -> hosts.add(pinecone.describeIndex(each.getName()).getHost()));
        pool.getIndexConnection("docs");
        reader.docFreq("docs");
        hosts.add("docs-1a2b3c4.svc.aped-4627-b74a.pinecone.io");
        hosts.add("https://docs.pinecone.io");
        return hosts;
    }

    interface Pool {
        Object getIndexConnection(String name);
    }
}

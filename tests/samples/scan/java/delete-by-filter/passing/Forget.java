package com.example.search;

import com.google.protobuf.Struct;
import io.pinecone.clients.Index;
import java.util.List;

final class Forget {
    private final Ledger ledger = new Ledger();

    void user(Index index, Struct filter) {
        index.query(3, List.of(1f), null, null, null, "users", filter, false, false);
        ledger.deleteByFilter(filter);
    }

    static final class Ledger {
        void deleteByFilter(Struct filter) {}
    }
}

package app;

import com.google.protobuf.Struct;
import io.pinecone.clients.Index;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

class Base {
  protected Index index;

  Index index() {
    return index;
  }
}

class Held extends Base {
  Map<String, Index> byName;
  Map<String, List<String>> others;

  void count(Supplier<Index> supplied, Optional<Index> optional, List<Index> all, Struct filter) {
    index.describeIndexStats(filter); // expect java/stats-by-filter
    super.index.describeIndexStats(filter); // expect java/stats-by-filter
    index().describeIndexStats(filter); // expect java/stats-by-filter
    byName.get("docs").describeIndexStats(filter); // expect java/stats-by-filter
    supplied.get().describeIndexStats(filter); // expect java/stats-by-filter
    optional.orElseThrow().describeIndexStats(filter); // expect java/stats-by-filter
    all.get(0).describeIndexStats(filter); // expect java/stats-by-filter
    others.get("docs").get(0).trim();
  }
}

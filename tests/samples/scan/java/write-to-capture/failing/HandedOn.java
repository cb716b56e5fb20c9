package app;

import com.google.protobuf.Struct;
import io.pinecone.clients.Index;
import java.util.List;
import java.util.function.Function;

class HandedOn {
  void forget(Index index, List<Struct> filters, List<String> others) {
    filters.forEach(index::deleteByFilter); // expect java/delete-by-filter, java/write-to-capture
    others.forEach(String::trim);
    Function<List<String>, Object> gone = index::deleteByIds; // expect java/write-to-capture
    gone.apply(others);
  }
}

// The whole life of an index, by the official Java client: Life CONTROL_PLANE_URL
// Prints one JSON line an operation: {"operation": ..., "error": ... (absent when it went as expected)}.

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.pinecone.clients.Index;
import io.pinecone.clients.Pinecone;
import io.pinecone.exceptions.PineconeAlreadyExistsException;
import io.pinecone.exceptions.PineconeForbiddenException;
import io.pinecone.exceptions.PineconeNotFoundException;
import io.pinecone.unsigned_indices_model.VectorWithUnsignedIndices;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.openapitools.db_control.client.model.IndexModel;

public final class Life {
  private interface Step {
    void run() throws Exception;
  }

  private static boolean failed = false;

  private static void step(String operation, Step step) {
    try {
      step.run();
      System.out.println("{\"operation\":\"" + operation + "\"}");
    } catch (Throwable error) {
      failed = true;
      String text = String.valueOf(error).replace("\\", "\\\\").replace("\"", "'").replaceAll("\\s+", " ");
      System.out.println("{\"operation\":\"" + operation + "\",\"error\":\"" + text + "\"}");
    }
  }

  private static void expect(boolean holds, Object found) {
    if (!holds) throw new AssertionError("not as expected: " + found);
  }

  private static void refused(Class<? extends Exception> by, Step step) throws Exception {
    try {
      step.run();
    } catch (Exception error) {
      if (by.isInstance(error)) return;
      throw error;
    }
    throw new AssertionError("not refused");
  }

  private static IndexModel ready(Pinecone client, String name) throws InterruptedException {
    for (int look = 0; look < 100; look++) {
      IndexModel index = client.describeIndex(name);
      if (Boolean.TRUE.equals(index.getStatus().getReady())) return index;
      Thread.sleep(50);
    }
    throw new AssertionError(name + " is not ready");
  }

  private static Struct struct(String key, Value value) {
    return Struct.newBuilder().putFields(key, value).build();
  }

  private static Value text(String text) {
    return Value.newBuilder().setStringValue(text).build();
  }

  private static Value number(double number) {
    return Value.newBuilder().setNumberValue(number).build();
  }

  private static Value list(String... items) {
    ListValue.Builder values = ListValue.newBuilder();
    for (String item : items) values.addValues(text(item));
    return Value.newBuilder().setListValue(values).build();
  }

  private static Value operator(String operator, Value operand) {
    return Value.newBuilder().setStructValue(struct(operator, operand)).build();
  }

  public static void main(String[] args) throws Exception {
    Pinecone client = new Pinecone.Builder("key-of-the-test").withHost(args[0]).withTlsEnabled(false).build();
    Step pod =
        () ->
            client.createPodsIndex(
                "pod", 4, "us-east-1-aws", "p1.x1", "cosine", 1, 1, 1, null, null, "disabled", Map.of("team", "search"));
    step("create pod index", pod);
    step(
        "describe index",
        () -> {
          IndexModel found = ready(client, "pod");
          expect(found.getDimension() == 4 && "search".equals(found.getTags().get("team")), found);
        });
    data(client, "pod", false);
    step("refused: name taken (409)", () -> refused(PineconeAlreadyExistsException.class, pod));
    step(
        "refused: unknown index (404)",
        () -> refused(PineconeNotFoundException.class, () -> client.describeIndex("absent")));
    step(
        "configure index",
        () -> {
          client.configurePodsIndex("pod", "p1.x1", 1, "enabled", Map.of("team", "", "owner", "ops"));
          IndexModel found = client.describeIndex("pod");
          expect("enabled".equals(found.getDeletionProtection()) && found.getTags().size() == 1, found);
        });
    step(
        "refused: protected index (403)",
        () -> refused(PineconeForbiddenException.class, () -> client.deleteIndex("pod")));
    step("create collection", () -> client.createCollection("saved", "pod"));
    step(
        "describe collection",
        () -> {
          for (int look = 0; look < 100 && !"Ready".equals(client.describeCollection("saved").getStatus()); look++) {
            Thread.sleep(50);
          }
          expect(client.describeCollection("saved").getVectorCount() == 3, client.describeCollection("saved"));
        });
    step("list collections", () -> expect(client.listCollections().getCollections().size() == 1, "other collections"));
    step(
        "create serverless index",
        () -> client.createServerlessIndex("fresh", "cosine", 4, "aws", "us-east-1", "disabled", Map.of()));
    ready(client, "fresh");
    data(client, "fresh", true);
    step("list indexes", () -> expect(client.listIndexes().getIndexes().size() == 2, client.listIndexes()));
    step("delete collection", () -> client.deleteCollection("saved"));
    step(
        "delete index",
        () -> {
          client.deleteIndex("fresh");
          client.configurePodsIndex("pod", 1, "disabled");
          client.deleteIndex("pod");
        });
    System.exit(failed ? 1 : 0);
  }

  /** Walks the data plane of a pod index (3 records stay), or of a serverless one. */
  private static void data(Pinecone client, String name, boolean serverless) {
    String kind = serverless ? " (serverless)" : " (pod)";
    Index index = client.getIndexConnection(name);
    List<List<Float>> values =
        List.of(
            List.of(1f, 0f, 0f, 0f), List.of(0.5f, 0.5f, 0f, 0f), List.of(0f, 0f, 1f, 0f), List.of(0f, 0f, 0f, 1f));
    step(
        "upsert" + kind,
        () -> {
          List<VectorWithUnsignedIndices> vectors = new ArrayList<>();
          for (int n = 0; n < values.size(); n++) {
            Struct metadata =
                Struct.newBuilder()
                    .putFields("n", number(n))
                    .putFields("odd", Value.newBuilder().setBoolValue(n % 2 == 1).build())
                    .putFields("tags", list("a", String.valueOf(n)))
                    .build();
            vectors.add(new VectorWithUnsignedIndices("r-" + n, values.get(n), metadata, null));
          }
          expect(index.upsert(vectors, "ns").getUpsertedCount() == 4, "another count");
        });
    step(
        "fetch" + kind,
        () -> {
          var found = index.fetch(List.of("r-1", "absent"), "ns").getVectorsMap();
          expect(found.size() == 1 && found.get("r-1").getValues(0) == 0.5f, found);
          expect(found.get("r-1").getMetadata().getFieldsOrThrow("n").getNumberValue() == 1, found);
        });
    step(
        "query by vector" + kind,
        () -> {
          var matches = index.queryByVector(2, values.get(0), "ns", false, true).getMatchesList();
          expect(matches.size() == 2 && matches.get(0).getId().equals("r-0"), matches);
        });
    step(
        "query with a filter" + kind,
        () -> {
          Struct filter =
              Struct.newBuilder()
                  .putFields("n", operator("$gte", number(1)))
                  .putFields("tags", operator("$in", list("1", "3")))
                  .build();
          var matches = index.queryByVector(9, values.get(0), "ns", filter).getMatchesList();
          expect(matches.size() == 2 && matches.get(0).getId().equals("r-1"), matches);
        });
    step(
        "query by id" + kind,
        () -> {
          var matches = index.queryByVectorId(1, "r-2", "ns", true, false).getMatchesList();
          expect(matches.get(0).getId().equals("r-2") && matches.get(0).getValuesList().get(2) == 1f, matches);
        });
    step(
        "update" + kind,
        () -> {
          index.update("r-0", null, struct("changed", text("yes")), "ns", null, null);
          var fields = index.fetch(List.of("r-0"), "ns").getVectorsMap().get("r-0").getMetadata().getFieldsMap();
          expect(fields.get("changed").getStringValue().equals("yes") && fields.containsKey("n"), fields);
        });
    step(
        "refused: wrong dimension" + kind,
        () -> refused(Exception.class, () -> index.upsert("short", List.of(1f), "ns")));
    step("delete by id" + kind, () -> index.deleteByIds(List.of("r-3"), "ns"));
    step(
        "stats" + kind,
        () -> {
          var stats = index.describeIndexStats();
          expect(stats.getTotalVectorCount() == 3 && stats.getNamespacesOrThrow("ns").getVectorCount() == 3, stats);
        });
    Struct odd = struct("odd", operator("$eq", Value.newBuilder().setBoolValue(true).build()));
    step(
        "stats by filter" + kind + (serverless ? " is refused" : ""),
        () -> {
          if (serverless) refused(Exception.class, () -> index.describeIndexStats(odd));
          else expect(index.describeIndexStats(odd).getNamespacesOrThrow("ns").getVectorCount() == 1, "another count");
        });
    step(
        "list ids" + kind + (serverless ? "" : " is refused"),
        () -> {
          if (serverless) expect(index.list("ns").getVectorsList().size() == 3, "other ids");
          else refused(Exception.class, () -> index.list("ns"));
        });
    if (serverless) {
      step("list namespaces", () -> expect(index.listNamespaces().getNamespacesCount() == 1, "other namespaces"));
      step(
          "delete by filter",
          () -> {
            index.deleteByFilter(odd, "ns");
            expect(index.fetch(List.of("r-0", "r-1", "r-2"), "ns").getVectorsCount() == 2, "other records");
          });
      step("delete namespace", () -> index.deleteNamespace("ns"));
    }
    index.close();
  }
}

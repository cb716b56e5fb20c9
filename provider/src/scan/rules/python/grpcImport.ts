import type { Found } from "../../finding";
import type { CodeRule, SourceFile } from "../../rule";
import { callsOf, type PythonBindings } from "./bindings";
import { foundAt } from "./foundAt";

export const grpcImport: CodeRule<PythonBindings> = {
  id: "python/grpc-import",
  level: "error",
  step: "adapt-code",
  title: "gRPC by `pinecone.GRPCIndex`",
  help:
    "`pinecone.GRPCIndex(name)` is gone from version 3.0.0 on. `from pinecone.grpc import PineconeGRPC`, then " +
    "`PineconeGRPC(api_key=...).Index(...)`; up to version 8 with the extra `pinecone[grpc]`. The fix of " +
    "`python/old-client-init` writes this where a file makes no other index. Source: `pinecone/grpc/__init__.py` of " +
    "pinecone-client 3.2.2; tried with pinecone 7.3.0, 8.0.0 and 9.0.1.",
  *find(_file: SourceFile, bindings: PythonBindings): Iterable<Found> {
    for (const call of callsOf(bindings, "module", ["GRPCIndex"])) {
      if (call.given.keywords.has("host")) continue;
      const message = "`GRPCIndex` takes no name any more, and is no part of `pinecone` from version 3 on";
      yield foundAt(
        call.callee,
        message,
        "use `from pinecone.grpc import PineconeGRPC` and `PineconeGRPC(api_key=...).Index(...)`",
      );
    }
  },
};
